/** A page of posts, as a frontend with Relay has it: what the compiler reads. Names begin with the file's. */
export const POSTS_PAGE = `import { graphql } from 'relay-runtime';

graphql\`
  query postsQuery($count: Int!) {
    ...posts_list @arguments(count: $count)
    viewer {
      ...posts_viewer
    }
  }
\`;
graphql\`
  fragment posts_list on Query
  @argumentDefinitions(count: { type: "Int!" }, cursor: { type: "String" })
  @refetchable(queryName: "postsPageQuery") {
    posts(first: $count, after: $cursor, orderBy: [{ id: DESC }]) @connection(key: "posts_posts") {
      __id
      totalCount
      edges { node { id title createdAt ...posts_post } }
    }
  }
\`;
graphql\`
  fragment posts_post on Post @refetchable(queryName: "postsPostQuery") {
    title
    viewerCan { update }
    author { username profile { interests } }
  }
\`;
graphql\`
  fragment posts_viewer on Viewer @refetchable(queryName: "postsViewerQuery") {
    permissions
    user { username email }
  }
\`;
graphql\`
  mutation postsCreateManyMutation($inputs: [PostCreateInput!]!, $connections: [ID!]!) {
    createPosts(inputs: $inputs) {
      edges @appendEdge(connections: $connections) { node { id title } }
      errors { __typename code message }
    }
  }
\`;
graphql\`
  mutation postsUpdateMutation($id: ID!) {
    updatePost(id: $id, input: { title: "Changed" }) {
      post { title }
      errors { __typename code message }
    }
  }
\`;
graphql\`
  mutation postsDeleteMutation($id: ID!, $connections: [ID!]!) {
    deletePost(id: $id) {
      deletedId @deleteEdge(connections: $connections)
      errors { __typename code message }
    }
  }
\`;
graphql\`
  mutation postsSignInMutation($login: String!, $password: String!) {
    signIn(login: $login, password: $password) {
      accessToken
      refreshToken
      errors { __typename code }
    }
  }
\`;
`;
