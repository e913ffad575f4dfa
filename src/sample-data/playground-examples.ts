import type { PlaygroundExample } from 'relata';

const welcome: PlaygroundExample = {
  title: 'Welcome',
  query: `# Run this query with the pink button or Ctrl+Enter.
#
#  - The other tabs show filters, paging, aliases,
#    aggregates, the lookup of nodes, and writing.
#  - To see and do more, sign in at the top right.
#    An Authorization in the Headers pane goes first.
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

const filterAndOrder: PlaygroundExample = {
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

const paging: PlaygroundExample = {
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

const aliases: PlaygroundExample = {
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

const aggregates: PlaygroundExample = {
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

const nodeLookup: PlaygroundExample = {
  title: 'NodeLookup',
  query: `# An id names its type: any row can be fetched again
# by its id alone. What is unique has a lookup of its
# own. The variables below were filled with values of
# this database.

query NodeLookup($id: ID!, $ids: [ID!]!, $tag: String!) {
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
  nodes(ids: $ids) {
    id
    ... on User {
      username
    }
    ... on Tag {
      name
    }
  }
  tagByName(name: $tag) {
    id
    name
  }
}
`,
  variables: { id: null, ids: null, tag: null },
  fill: {
    query: `query Ids {
  posts(first: 1) { nodes { id } }
  users(first: 1) { nodes { id } }
  tags(first: 1) { nodes { id name } }
}`,
    variables: {
      id: 'posts.nodes.0.id',
      ids: ['users.nodes.0.id', 'tags.nodes.0.id'],
      tag: 'tags.nodes.0.name',
    },
  },
};

const writePost: PlaygroundExample = {
  title: 'WritePost',
  query: `# Sign in first (at the top right). A new post is a
# draft that only its author and editors see. Tags are found
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

const publishPost: PlaygroundExample = {
  title: 'PublishPost',
  query: `# Puts a draft out for everybody to read. The id is
# that of your newest draft: write one in the tab
# before, then open this one again.

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
  variables: { id: null },
  fill: {
    query: `query Draft {
  viewer {
    user {
      posts(first: 1, where: { status: { eq: DRAFT } }, orderBy: [{ createdAt: DESC }]) {
        nodes { id }
      }
    }
  }
}`,
    variables: { id: 'viewer.user.posts.nodes.0.id' },
  },
};

/**
 * The tabs of a first visit, in order. Filled and one after the other they run against the sample
 * data, whatever its ids are; a test sends each of them to the server.
 */
export const playgroundExamples: readonly PlaygroundExample[] = [
  welcome,
  filterAndOrder,
  paging,
  aliases,
  aggregates,
  nodeLookup,
  writePost,
  publishPost,
];
