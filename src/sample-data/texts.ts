import type { Random } from './random.js';

function filled(list: string): readonly [string, ...string[]] {
  return list.split(';').map((item) => item.trim()) as [string, ...string[]];
}

/** What posts are about; also the names of the first tags. */
export const TOPICS = filled(
  'typescript;testing;databases;graphql;travel;cooking;gardening;photography;music;books;history;astronomy;cycling;' +
    'design;writing;teaching;robotics;weather;maps;languages;philosophy;chess;coffee;bread;woodwork;sailing;trains;' +
    'accessibility;security;performance;open source;typography;statistics;biology;volcanoes;rivers;markets;theatre;' +
    'cinema;painting;running;hiking;sleep;parenting;money;law;energy;water;cities;islands;calendars;crème brûlée;' +
    'Überblick;naïve art;カメラ;поезія;μουσική;smørrebrød',
);

/** What tags are made of beside a topic, where more of them are asked for than there are topics. */
export const TAG_ENDINGS = filled(
  'tips;news;basics;history;tools;questions;stories;reviews;experiments;mistakes;events;people',
);

const TITLES = filled(
  'What {topic} taught me about {thing};A year of {topic};{Topic} without {thing};The quiet joy of {topic};Notes on {topic} and {thing};' +
    'Why {topic} needs {thing};How we lost {thing} and found {topic};Ten questions about {topic};{Topic}: a beginner’s account;' +
    'In praise of {thing};Against {thing};{Topic} in the morning, {thing} at night;My first month with {topic};The trouble with {thing};' +
    'A short history of {thing};Letters on {topic};Half of {topic} is {thing};Is {topic} 100% {thing}?;{topic}_and_{thing}: field notes;' +
    'Learning {topic} the slow way;“{Thing}”, said the expert;{Topic} 🌱 for the impatient;Where {topic} meets {thing};Back to {thing}',
);

const THINGS = filled(
  'patience;good tools;old notebooks;the wrong map;a small budget;sharp pencils;too much advice;a second opinion;luck;fresh air;' +
    'broken rules;long evenings;a borrowed book;simple answers;small steps;bad weather;an honest review;silence;deadlines;' +
    'first principles;spare parts;good company;naïve questions;plain words',
);

const SENTENCES = filled(
  'I came to {topic} late, and mostly because of {thing}.;Nobody tells you that {topic} begins with {thing}.;' +
    'For a long time I thought it was all about {thing}.;It took three attempts, {thing} and a friend who knew better.;' +
    'The books on {topic} say little about {thing}, and perhaps they are right.;What surprised me most was how far you get with {thing}.;' +
    'On Tuesday everything went wrong, on Wednesday we had {thing} again.;If you take one thing from this, let it be {thing}.;' +
    'There is a kind of {topic} that you can only learn by doing it badly.;My neighbour swears by {thing}, and I no longer argue.;' +
    'We measured it twice: with {thing} it took half the time.;Some people collect stamps, I collect {thing}.;' +
    'The old hands shrugged and went back to {topic}.;I still keep the notes from that week.;It rained, of course.;' +
    'By the third week {topic} no longer felt like work.;A café in {place} is where this idea was born.;' +
    'In {place} they do it differently, and not worse.;Ask ten people about {topic} and you get {thing} eleven times.;' +
    'None of this is new, but it was new to me.;So much for the theory.;The rest is practice, and {thing}.',
);

const BIOS = filled(
  'Writes about {topic}, mostly on trains.;Lives in {place} with two cats and {thing}.;Here for {topic}, stays for {thing}.;' +
    'Former teacher, now looking for {thing}.;Believes in {thing}.;Once gave a talk on {topic} in {place}. Nobody left.;Reads more than is good for anyone.',
);

/** What a text is about. */
export interface Subject {
  readonly topic: string;
  readonly place: string;
}

/** A headline; most are different, some are not. */
export function makeTitle(random: Random, subject: Subject): string {
  return fill(random.pick(TITLES), random, subject);
}

/** A text of one to three paragraphs. */
export function makeContent(random: Random, subject: Subject): string {
  const paragraphs = Array.from({ length: random.between(1, 3) }, () => {
    const sentences = Array.from({ length: random.between(2, 5) }, () =>
      fill(random.pick(SENTENCES), random, subject),
    );
    return sentences.join(' ');
  });
  return paragraphs.join('\n\n');
}

/** A line about a person. */
export function makeBio(random: Random, subject: Subject): string {
  return fill(random.pick(BIOS), random, subject);
}

function fill(template: string, random: Random, subject: Subject): string {
  const thing = random.pick(THINGS);
  return template.replace(/\{(\w+)\}/g, (_, blank: string) => {
    switch (blank) {
      case 'topic':
        return subject.topic;
      case 'Topic':
        return capitalised(subject.topic);
      case 'thing':
        return thing;
      case 'Thing':
        return capitalised(thing);
      default:
        return subject.place;
    }
  });
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
