/** A page of a frontend with generated types. What must not compile stands under `@ts-expect-error`. */
export const TYPED_PAGE = `import { ApolloClient, HttpLink, InMemoryCache } from '@apollo/client';
import { Client, fetchExchange } from '@urql/core';
import { graphql } from './gql';

const Posts = graphql(\`
  query Posts($first: Int!, $after: String, $where: PostWhere, $orderBy: [PostOrder!]) {
    viewer { id can(permission: "post:update") user { username email } }
    posts(first: $first, after: $after, where: $where, orderBy: $orderBy) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { id title status publishedAt author { username profile { age interests } } } }
      aggregate { count max { publishedAt } }
    }
    profiles(where: { age: { gt: 30 } }) { aggregate { sum { age } } }
    node(id: "post_1") { __typename id ... on Post { title } }
  }
\`);
const Create = graphql(\`
  mutation Create($input: PostCreateInput!) {
    createPost(input: $input) {
      post { id }
      errors { __typename code message path ... on ConflictError { fields } }
    }
  }
\`);

export async function page(): Promise<string> {
  const apollo = new ApolloClient({ cache: new InMemoryCache(), link: new HttpLink() });
  const { data } = await apollo.query({
    query: Posts,
    variables: { first: 2, where: { status: { eq: 'PUBLISHED' } }, orderBy: [{ createdAt: 'DESC' }] },
  });
  const title: string | undefined = data?.posts.edges[0]?.node.title;
  const publishedAt: string | null | undefined = data?.posts.aggregate.max.publishedAt;
  const age: string | null | undefined = data?.profiles.aggregate.sum.age;
  const id: string | undefined = data?.viewer?.id;
  // @ts-expect-error a title is no number
  const wrong: number | undefined = data?.posts.edges[0]?.node.title;
  // @ts-expect-error a relation may be hidden
  data?.posts.edges[0]?.node.author.username;
  // @ts-expect-error a variable that is not there
  await apollo.query({ query: Posts, variables: { first: 2, last: 3 } });
  // @ts-expect-error a variable that is required
  await apollo.query({ query: Posts, variables: { after: null } });
  // @ts-expect-error an order by two keys in one item
  await apollo.query({ query: Posts, variables: { first: 1, orderBy: [{ id: 'ASC', title: 'ASC' }] } });

  const urql = new Client({ url: '', preferGetMethod: false, exchanges: [fetchExchange] });
  const input = { title: 'One', content: 'Two', tags: { create: [{ name: 'three' }] } };
  const created = await urql.mutation(Create, { input });
  const [error] = created.data?.createPost?.errors ?? [];
  const code: string | undefined = error?.code;
  const fields: readonly string[] = error?.__typename === 'ConflictError' ? error.fields : [];
  // @ts-expect-error a post has a content
  await urql.mutation(Create, { input: { title: 'One' } });
  return [title, publishedAt, age, id, wrong, code, ...fields].join();
}
`;
