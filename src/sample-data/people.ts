import { Gender, Profession } from '../models/enums.js';

/** A name as it is written, and how its bearer writes it on an ASCII keyboard. */
export interface Name {
  readonly text: string;
  readonly handle: string;
}

/** A given name and what its bearer most often is. */
export interface GivenName extends Name {
  readonly gender: Gender;
}

function given(gender: Gender, list: string): readonly GivenName[] {
  return names(list).map((name) => ({ ...name, gender }));
}

function names(list: string): readonly Name[] {
  return list.split(' ').map((entry) => {
    const [text = '', handle = text.toLowerCase()] = entry.split('=');
    return { text, handle };
  });
}

function filled<T>(items: readonly T[]): readonly [T, ...T[]] {
  return items as readonly [T, ...T[]];
}

/** Given names in several scripts. */
export const GIVEN_NAMES = filled([
  ...given(
    Gender.FEMALE,
    'Ada Alma Amina Anaïs=anais Aoife Ayşe=ayse Beatriz Chloé=chloe Dalia Edith Emma Farida Freya Grace Greta ' +
      'Hanna Ines İpek=ipek Jana Julia Kaya Leila Lucía=lucia Maja Margot Mei Nadia Noor Olga Priya Renée=renee ' +
      'Rosa Sanna Sofia Søs=sos Tove Uma Vera Wanda Yara Zoë=zoe Żaneta=zaneta Ελένη=eleni Олена=olena 愛子=aiko 서연=seoyeon فاطمة=fatima',
  ),
  ...given(
    Gender.MALE,
    'Abel Alan Anton Björn=bjorn Carlos Cem Daniel David Émile=emile Enzo Felix Finn Georg Hugo Ivan Jakob ' +
      'José=jose Karim Kofi Lars Liam Łukasz=lukasz Marco Mateo Nils Omar Oskar Paul Pedro Rafael Ravi Samir ' +
      'Sven Tariq Theo Tomáš=tomas Victor Wim Yusuf Zoltán=zoltan Çağlar=caglar Αλέξης=alexis Дмитро=dmytro 健太=kenta 민준=minjun محمد=mohammed',
  ),
  ...given(Gender.OTHER, 'Alex Ariel Charlie Kim Noa Robin Sam Sasha'),
]);

/** Family names in several scripts. */
export const FAMILY_NAMES = filled(
  names(
    'Ågren=agren Alvarez Andersson Bakker Baptiste Becker Bianchi Brown Castillo Černý=cerny Chen Cohen Costa Dubois ' +
      'Eriksen Fernández=fernandez Fischer Fofana García=garcia Gruber Haddad Hansen Horvat Ito Ivanova Jansen Kaya Khan ' +
      'Kowalska Kumar Lambert Larsen Lehmann López=lopez MacDonald Martin Mensah Meyer Moreau Müller=mueller Nagy Nguyễn=nguyen ' +
      "Novák=novak O'Brien=obrien Okafor Olsen Park Patel Pereira Petrov Popescu Quispe Ricci Rossi Šimić=simic Sato Schmidt " +
      'Silva Singh Smith Sørensen=sorensen Świątek=swiatek Tanaka Torres Ueda Vasquez Virtanen Wagner Weiß=weiss Williams Wójcik=wojcik ' +
      'Yılmaz=yilmaz Zhang Zimmermann Παπαδόπουλος=papadopoulos Шевченко=shevchenko 山田=yamada 김=kim',
  ),
);

/** Professions, the frequent ones several times. */
export const PROFESSIONS = filled([
  Profession.DEVELOPER,
  Profession.DEVELOPER,
  Profession.DEVELOPER,
  Profession.DESIGNER,
  Profession.MANAGER,
  Profession.WRITER,
  Profession.WRITER,
  Profession.STUDENT,
  Profession.STUDENT,
  Profession.UNEMPLOYED,
]);

/** What people like to do. */
export const INTERESTS = filled(
  'architecture,astronomy,baking,bird watching,board games,chess,choir,cinema,climbing,crosswords,cycling,dancing,embroidery,gardening,genealogy,hiking,history,juggling,kayaking,knitting,languages,letterpress,maps,origami,photography,pottery,rowing,running,sailing,sketching,street food,swimming,theatre,trains,vintage radios,volleyball,wood carving,yoga,日本語,crème brûlée'.split(
    ',',
  ),
);

/** Where people live. */
export const CITIES = filled(
  'Accra,Athens,Belgrade,Bogotá,Brno,Cork,Ghent,Gothenburg,Hanoi,İzmir,Jakarta,Kyiv,Kyoto,Lima,Lisbon,Łódź,Lyon,Malmö,Montréal,Nairobi,Oslo,Porto,Québec,Reykjavík,São Paulo,Seoul,Tallinn,Tbilisi,Toronto,Trieste,Tunis,Vienna,Wellington,Zürich'.split(
    ',',
  ),
);
