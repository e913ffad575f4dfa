/** One tab that a first-time visitor finds in the playground. */
export interface Example {
  /** The operation's name, which GraphiQL shows as the tab's title. */
  readonly title: string;
  /** A document with exactly one operation, named {@link Example.title}. */
  readonly query: string;
  /** Values for the operation's variables. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

/** Accounts of the sample data, as the first tab shows them: usernames by their role. */
export const ACCOUNTS = { mira: 'admin', tomas: 'editor', zoe: 'author', Sam: 'reader' } as const;

/** The password of all of them; only the sample data has such accounts, and never in production. */
export const ACCOUNTS_PASSWORD = 'relata-demo-password';

const signIn: Example = {
  title: 'SignIn',
  query: `# Welcome to Relata. The next tab has the simplest
# query, which needs no sign-in.
#
# To see and do more, sign in: run this with the
# pink button or Ctrl+Enter. Every tab is then sent
# in your name, until you sign out at the top right;
# an Authorization in the Headers pane goes first.
#
# Accounts of the sample data, with the password
# that the variables below have:
#
${Object.entries(ACCOUNTS)
  .map(([username, role]) => `#   ${username.padEnd(6)} ${role}\n`)
  .join('')}
mutation SignIn($login: String!, $password: String!) {
  signIn(login: $login, password: $password) {
    user {
      username
      email
      roles {
        nodes {
          name
        }
      }
    }
    accessToken
    expiresAt
    errors {
      message
    }
  }
}
`,
  variables: { login: 'mira', password: ACCOUNTS_PASSWORD },
};

const welcome: Example = {
  title: 'Welcome',
  query: `# Run this query with the pink button or Ctrl+Enter.
#
#  - The other tabs show filters, paging, aliases,
#    aggregates, the lookup of nodes, and writing.
#  - The book on the left documents every type.
#  - Ctrl+Space completes what you type; hover over
#    a name to read what it means.

query Welcome {
  posts(first: 3) {
    totalCount
    nodes {
      id
      title
      author {
        username
        profile {
          firstName
        }
      }
      tags {
        nodes {
          name
        }
      }
    }
  }
}
`,
};

const filterAndOrder: Example = {
  title: 'FilterAndOrder',
  query: `# Filter by any column and any relation, combined
# with and, or, not. Each item of orderBy names one
# key; the id breaks the ties.

query FilterAndOrder {
  posts(
    first: 5
    where: {
      status: { eq: PUBLISHED }
      author: { isActive: { eq: true } }
      or: [
        { title: { contains: "query", mode: INSENSITIVE } }
        { tags: { some: { name: { startsWith: "graph" } } } }
      ]
    }
    orderBy: [{ createdAt: DESC }, { title: ASC }]
  ) {
    totalCount
    nodes {
      title
      status
      createdAt
      author {
        username
      }
    }
  }
}
`,
};

const paging: Example = {
  title: 'Paging',
  query: `# The variables are in the pane below. For the next
# page, copy pageInfo.endCursor into "after". With
# another orderBy, the cursor would be refused.

query Paging($first: Int!, $after: String) {
  users(
    first: $first
    after: $after
    orderBy: [{ username: ASC }]
  ) {
    totalCount
    pageInfo {
      hasNextPage
      hasPreviousPage
      startCursor
      endCursor
    }
    edges {
      cursor
      node {
        id
        username
        createdAt
      }
    }
  }
}
`,
  variables: { first: 3, after: null },
};

const aliases: Example = {
  title: 'Aliases',
  query: `# One relation under two names, with arguments of
# their own: the newest and the oldest posts of every
# user. Each costs one SQL statement for all users.

query Aliases {
  users(first: 3) {
    nodes {
      username
      newest: posts(first: 2, orderBy: [{ createdAt: DESC }]) {
        totalCount
        nodes {
          title
          createdAt
        }
      }
      oldest: posts(first: 2, orderBy: [{ createdAt: ASC }]) {
        nodes {
          title
          createdAt
        }
      }
    }
  }
}
`,
};

const aggregates: Example = {
  title: 'Aggregates',
  query: `# Connections count and aggregate what their filter
# selects, at the root and on relations. Rows that
# you may not read are not counted.

query Aggregates {
  profiles(where: { age: { isNull: false } }, first: 1) {
    aggregate {
      count
      min {
        age
      }
      max {
        age
      }
      avg {
        age
      }
    }
  }
  users(first: 5) {
    nodes {
      username
      posts {
        aggregate {
          count
          max {
            createdAt
          }
        }
      }
    }
  }
}
`,
};

const nodeLookup: Example = {
  title: 'NodeLookup',
  query: `# An id names its type: any row can be fetched again
# by its id alone. Where the type is known, the bare
# key will do.

query NodeLookup($id: ID!) {
  node(id: $id) {
    id
    __typename
    ... on Post {
      title
      author {
        username
      }
    }
  }
  nodes(ids: ["user_1", "tag_1"]) {
    id
    ... on User {
      username
    }
    ... on Tag {
      name
    }
  }
  user(id: 1) {
    id
    username
  }
}
`,
  variables: { id: 'post_1' },
};

const writePost: Example = {
  title: 'WritePost',
  query: `# Sign in first (the first tab). A new post is a draft
# that only its author and editors see. Tags are found
# by name, or made. What went wrong is in errors, and
# then nothing is kept.

mutation WritePost($input: PostCreateInput!) {
  createPost(input: $input) {
    post {
      id
      title
      status
      author {
        username
      }
      tags {
        nodes {
          name
        }
      }
    }
    errors {
      code
      message
      path
    }
  }
}
`,
  variables: {
    input: {
      title: 'My first post',
      content: 'Written in the playground.',
      tags: {
        connectOrCreate: [
          { where: { name: 'graphql' }, create: { name: 'graphql' } },
          { where: { name: 'first steps' }, create: { name: 'first steps' } },
        ],
      },
    },
  },
};

const publishPost: Example = {
  title: 'PublishPost',
  query: `# Puts a draft out for everybody to read. The id is
# that of the first post written in the tab before;
# yours may differ: copy it from there.

mutation PublishPost($id: ID!) {
  publishPost(id: $id) {
    post {
      id
      title
      status
      publishedAt
      version
    }
    errors {
      code
      message
      path
    }
  }
}
`,
  variables: { id: 'post_61' },
};

/**
 * The tabs of a first visit, in order. One after the other, they run as they stand against the
 * sample data; a test sends each of them to the server.
 */
export const EXAMPLES: readonly Example[] = [
  signIn,
  welcome,
  filterAndOrder,
  paging,
  aliases,
  aggregates,
  nodeLookup,
  writePost,
  publishPost,
];
