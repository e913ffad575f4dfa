import { PostStatus } from '../models/enums.js';

/** The twelve tags of the sample data, in the order of their ids. */
// prettier-ignore
export const SAMPLE_TAGS = [
  'typescript', 'graphql', 'databases', 'testing', 'travel', 'cooking',
  'gardening', 'photography', 'books', 'astronomy', 'music', 'cycling',
] as const;

/** A tag of the sample data. */
export type SampleTag = (typeof SAMPLE_TAGS)[number];

/** A post of the sample data: author, tags, title, text; published unless it says otherwise. */
export type SamplePost = readonly [
  author: string,
  tags: readonly SampleTag[],
  title: string,
  content: string,
  status?: PostStatus,
];

const { ARCHIVED, DRAFT } = PostStatus;

/** The sixty posts of the sample data, in the order of their ids: the first ones meet visitors first. */
// prettier-ignore
export const SAMPLE_POSTS: readonly SamplePost[] = [
  ['mira', ['graphql', 'databases'], 'One query, one page', 'A page should ask once for what it shows. Everything else is waiting in disguise.'],
  ['zoe', ['travel', 'photography', 'cycling'], 'Lyon to Geneva on a borrowed bicycle', 'Two days, one puncture, forty photographs of the same river. The light was best when I was lost.'],
  ['aiko', ['cooking'], 'A broth that takes its time', 'Kelp, dried mushrooms, cold water, one night. The stove does almost nothing, and that is the recipe.'],
  ['kofi', ['testing', 'typescript'], 'The test that failed on Tuesdays', 'It compared dates by their names. On Tuesday two of them sorted the wrong way round. We kept the test and renamed the day.'],
  ['leila', ['gardening'], 'Tomatoes on two square metres', 'Three pots, a string and a south wall. By August the neighbours pretend to visit me.'],
  ['tomas', ['books'], 'On cutting the first chapter', 'Most books begin on page twelve. The author needs the first eleven; the reader does not.'],
  ['olena', ['databases'], 'What an index remembers', 'An index is a promise that someone will ask again. Make few promises, and keep them.'],
  ['joao', ['cycling', 'travel'], 'Downhill all the way to Porto', 'It is not, whatever they tell you. But the last eleven kilometres are.'],
  ['mira', ['typescript'], 'Types as a form of politeness', 'A good type tells the next person what you would have told them, had you been there.'],
  ['kofi', ['music'], 'Scales before breakfast', 'Twenty minutes, every day, windows closed. The neighbours asked for the windows.'],
  ['zoe', ['photography'], 'Grey is a colour', 'On the flat days I photograph walls. They have more to say than sunsets.'],
  ['aiko', ['photography', 'travel'], '京都の朝', '五時半、川のそば。誰もいない橋を一枚。'],
  ['mira', ['graphql'], 'A cursor is a bookmark', 'An offset counts the pages you have read. A bookmark stays where it is when somebody adds a chapter.'],
  ['leila', ['cooking', 'gardening'], 'Mint, and how to stop it', 'You do not. You make tea, then syrup, then friends.'],
  ['olena', ['astronomy'], 'Saturn from a balcony', 'A small telescope, a warm coat and patience. The rings are real; I checked.'],
  ['tomas', ['books', 'travel'], 'Three libraries and a night train', 'Brno, Vienna, Trieste. One of them lets you keep the reading lamp on after ten.'],
  ['joao', ['music'], 'The accordion in the attic', 'It had one broken key and a moth. We fixed the key.'],
  ['mira', ['databases', 'testing'], 'Two databases, one answer', 'Ask both the same question and compare byte by byte. The differences are where you learn something.'],
  ['kofi', ['testing'], 'How to delete a test', 'Ask what it would take for it to fail. If the answer is an earthquake, let it go.'],
  ['zoe', ['cycling'], 'A pannier packed for rain', 'Everything in bags, the bags in a bag, and one dry sock that you never mention.'],
  ['aiko', ['cooking'], 'Rice, again', 'Wash it until you are bored, then once more. I have been writing this post for twenty years.'],
  ['leila', ['books'], 'Novels with good meals in them', 'A list in no order, except that the first makes you hungry.'],
  ['olena', ['databases', 'typescript'], 'Null is not zero', 'Zero is an answer. Null is a question that nobody has answered yet.'],
  ['harry', ['gardening'], 'Roses for the impatient', 'Buy them in bloom.'],
  ['joao', ['travel'], 'The ferry that waited', 'The captain had seen us run. In thirty years, he said, nobody ever ran so badly.'],
  ['mira', ['typescript', 'testing'], 'Errors worth reading', 'Say what happened, where, and what to do next. Then leave.'],
  ['tomas', ['books'], 'Footnotes: a defence', 'They are where the author relaxes.'],
  ['kofi', ['music', 'travel'], 'Brass bands of the coast', 'Every town has one and every one is the best of the region. After a week I agreed with all of them.'],
  ['zoe', ['photography', 'books'], 'The camera my aunt left me', 'It came with half a film in it. I have not decided yet whether to finish it.', DRAFT],
  ['leila', ['gardening'], 'What to sow in March', 'Peas, spinach, hope.'],
  ['olena', ['astronomy'], 'Counting meteors with children', 'We counted ninety. I saw four.'],
  ['aiko', ['cooking', 'travel'], 'Breakfast in six harbours', 'Soup in three of them, bread in two. In the sixth I was given a whole crab and no explanation.'],
  ['mira', ['graphql', 'testing'], 'Deep queries and fixed prices', 'How often a database is asked should follow from the shape of the question, not from the length of the answer.'],
  ['joao', ['cycling'], 'Against electric bells', 'A bell is a small brass greeting. Please ring it by hand.'],
  ['kofi', ['testing', 'databases'], 'Test data should have bad weather', 'Accents, ties, gaps, a name in three scripts. Sunshine never found a fault.'],
  ['tomas', ['books'], 'Notes for a review I owe', 'Start with the dog. End before the war. 40% shorter.', DRAFT],
  ['zoe', ['travel'], 'Maps that are wrong on purpose', 'Every map maker hides one street that is not there. I have now walked down two of them.'],
  ['olena', ['databases'], 'Migrations are letters to the future', 'Write down where you come from, where you go, and how to get back.'],
  ['leila', ['cooking'], 'Lentils for twelve', 'Multiply everything by three except the cumin.'],
  ['aiko', ['photography'], 'Windows at night', 'Not into them: the glass itself, with rain on it.'],
  ['mira', ['typescript'], 'Names are the cheapest documentation', 'If you need a comment to explain the name, you have found a better name.'],
  ['joao', ['music', 'cycling'], 'Songs that fit a slow climb', 'Waltzes, mostly. Never anything with hand claps.'],
  ['kofi', ['astronomy', 'music'], 'The planets, played badly', 'Seven movements, eleven amateurs, one very kind audience.'],
  ['tomas', ['travel'], 'A dictionary of station names', 'From A, where I missed a train, to Z, where I met my wife.'],
  ['zoe', ['cycling', 'photography'], 'Pictures from the saddle', 'Stop first.'],
  ['leila', ['gardening'], 'The year of the snail', 'There were many. I have since bought ducks, in spirit.', ARCHIVED],
  ['olena', ['astronomy', 'books'], 'An atlas older than Neptune', 'It leaves a gap where the planet should be, and says so honestly.'],
  ['mira', ['databases'], 'Why deleted users stay', 'Their posts are quoted, their names are in the history. Hide the row; keep the thread.'],
  ['aiko', ['cooking'], 'Pickles, a beginner’s diary', 'Day 1: salt. Day 2: salt. Day 3: perhaps less salt.'],
  ['joao', ['travel', 'books'], 'Travelling with one book', 'Choose it thick, and in a language you nearly speak.'],
  ['kofi', ['typescript', 'testing'], 'Fast tests are honest tests', 'The slow ones get skipped, and a skipped test lies by saying nothing.'],
  ['mira', ['graphql', 'typescript'], 'Naming mutations', 'Verb first, noun second, no surprises third. To be continued.', DRAFT],
  ['zoe', ['travel', 'cooking'], 'Lunch under the viaduct', 'Bread, cheese, and a train every nine minutes to admire.'],
  ['leila', ['books', 'gardening'], 'Reading while watering', 'One hand each. Poetry works best; it can get wet.'],
  ['tomas', ['books', 'music'], 'Opera for people who read', 'Take the libretto. Read ahead. Be moved a page early.'],
  ['olena', ['databases', 'graphql'], 'Ask for what you need', 'Every column you do not select is a gift to the cache.'],
  ['joao', ['cycling'], 'An inventory of hills', 'In order of regret.', ARCHIVED],
  ['aiko', ['photography', 'gardening'], 'One persimmon tree, twelve months', 'Same spot, same hour, first day of the month. In October it paid for everything.'],
  ['kofi', ['music'], 'A mute for small flats', 'Felt, cork, and an apology in the stairwell.', DRAFT],
  ['mira', ['testing'], 'Done means somebody used it', 'Everything before that is a very convincing draft.'],
];
