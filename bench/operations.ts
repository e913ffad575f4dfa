/** The operations there are: reads as in the table of the design, then creates. */
export const OPERATION_NAMES = ['Q1', 'Q2', 'Q3', 'Q4', 'Q5', 'M1', 'M2'] as const;

/** One of {@link OPERATION_NAMES}. */
export type OperationName = (typeof OPERATION_NAMES)[number];

/** Who asks: nobody in particular, or a user without any role. */
export type ViewerKind = 'anonymous' | 'user';

/** Variables of an operation, as they are sent. */
export type Variables = Readonly<Record<string, unknown>>;

/** What of the data set requests name. */
export interface Samples {
  /** Names of users that are there, all in lower case. */
  readonly usernames: readonly string[];
  /** How many users there are, deleted ones among them. */
  readonly users: number;
}

/** Something a client asks for, the same of every contestant. */
export interface Operation {
  readonly name: OperationName;
  /** For the reader of a report. */
  readonly title: string;
  readonly document: string;
  /** Whether it is a create: only for users, and no two requests of it are the same. */
  readonly isCreate: boolean;
  /** Most times the CPU of the limit it is to take on PostgreSQL; null without a goal. */
  readonly goal: number | null;
  /** @param index - number of the request: another number, other variables */
  variables(index: number, samples: Samples): Variables;
}

/** Words that some titles have and others have not: many, few, and of other scripts. */
const WORDS = ['music', 'History', 'Letters', 'patience', 'deadlines', 'naïve', 'カメラ', '100%'];
const USERS_PAGE = 100;
/** The database walks over what an offset skips: far pages would measure that alone. */
const OFFSETS = 500;

const READS: readonly Operation[] = [
  {
    name: 'Q1',
    title: '50 newest posts, flat',
    document: `query ($n: Int!) { posts(first: $n, orderBy: [{ createdAt: DESC }]) {
      nodes { id title status createdAt publishedAt } } }`,
    isCreate: false,
    goal: 2.5,
    variables: () => ({ n: 50 }),
  },
  {
    name: 'Q2',
    title: '50 newest posts with author, profile, tags',
    document: `query ($n: Int!) { posts(first: $n, orderBy: [{ createdAt: DESC }]) {
      nodes { id title createdAt author { id username profile { firstName bio } } tags { nodes { id name } } } } }`,
    isCreate: false,
    goal: 1.8,
    variables: () => ({ n: 50 }),
  },
  {
    name: 'Q3',
    title: 'page of a user: profile, 10 newest posts with tags, roles with permissions',
    document: `query ($username: String!) { userByUsername(username: $username) {
      id username createdAt profile { firstName lastName profession bio }
      posts(first: 10, orderBy: [{ createdAt: DESC }]) {
        nodes { id title status createdAt tags { nodes { id name } } } }
      roles { nodes { id name permissions { nodes { id name } } } } } }`,
    isCreate: false,
    goal: 2,
    variables: (index, { usernames }) => ({ username: itemAt(usernames, index) }),
  },
  {
    name: 'Q4',
    title: '20 newest posts with a word in the title, and how many there are',
    document: `query ($word: String!) {
      posts(first: 20, orderBy: [{ createdAt: DESC }], where: { title: { contains: $word } }) {
        totalCount nodes { id title status createdAt } } }`,
    isCreate: false,
    goal: 1.4,
    variables: (index) => ({ word: itemAt(WORDS, index) }),
  },
  {
    name: 'Q5',
    title: '100 users with their 5 newest posts each',
    document: `query ($n: Int!, $skip: Int!) { users(first: $n, offset: $skip) {
      nodes { id username posts(first: 5, orderBy: [{ createdAt: DESC }]) {
        nodes { id title createdAt } } } } }`,
    isCreate: false,
    goal: 1.8,
    variables: (index, { users }) => ({
      n: USERS_PAGE,
      skip: (index * 37) % Math.max(1, Math.min(users - USERS_PAGE, OFFSETS)),
    }),
  },
];

const CREATES: readonly Operation[] = [
  {
    name: 'M1',
    title: 'create a post',
    document: `mutation ($input: PostCreateInput!) { createPost(input: $input) {
      post { id title status createdAt author { id } } errors { code } } }`,
    isCreate: true,
    goal: 5.5,
    variables: (index) => ({ input: textOf(index) }),
  },
  {
    name: 'M2',
    title: 'create a post with two tags that are there and a new one',
    document: `mutation ($input: PostCreateInput!) { createPost(input: $input) {
      post { id title status createdAt author { id } tags { nodes { id name } } } errors { code } } }`,
    isCreate: true,
    goal: null,
    variables: (index) => ({
      input: {
        ...textOf(index),
        tags: {
          connect: [`tag_${String(1 + (index % 5))}`, `tag_${String(6 + (index % 5))}`],
          create: [{ name: `${UNIQUE}${String(index)}` }],
        },
      },
    }),
  },
];

/** Begins a word that only one request sends; its number follows. */
export const UNIQUE = 'bench tag ';

/** Every operation, in the order they are measured: creates last, for reads to find no row more. */
export const OPERATIONS: readonly Operation[] = [...READS, ...CREATES];

function textOf(index: number): Variables {
  return {
    title: `Notes on measuring, part ${String(index % 100)}`,
    content: 'Some text.'.repeat(20),
  };
}

function itemAt(items: readonly string[], index: number): string {
  return items[index % items.length] ?? '';
}
