/** One tab that a first-time visitor finds in the playground. */
export interface Example {
  /** The operation's name, which GraphiQL shows as the tab's title. */
  readonly title: string;
  /** A document with exactly one operation, named {@link Example.title}. */
  readonly query: string;
  /** Values for the operation's variables. */
  readonly variables?: Readonly<Record<string, unknown>>;
}

const welcome: Example = {
  title: 'Welcome',
  query: `# Welcome to Relata.
#
# Run this query with the pink button or Ctrl+Enter.
#
#  - The other tabs show filters, paging, aliases,
#    aggregates and the lookup of nodes.
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

/**
 * The tabs of a first visit, in order. They run as they stand against the sample data;
 * a test sends each of them to the server.
 */
export const EXAMPLES: readonly Example[] = [
  welcome,
  filterAndOrder,
  paging,
  aliases,
  aggregates,
  nodeLookup,
];
