import type { Tokens } from '../../clients/token-session.js';

/** What {@link SIGN_IN} answers. */
export interface SignInData {
  readonly signIn: Tokens | null;
}

/** What {@link POSTS} answers. */
export interface PostsData {
  readonly posts: {
    readonly edges: readonly PostEdge[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

/** A post in a list. */
export interface PostEdge {
  readonly cursor: string;
  readonly node: { readonly id: string; readonly title: string };
}

/** What {@link CREATE_POST} answers. */
export interface CreatePostData {
  readonly createPost: { readonly edge: PostEdge | null };
}

export const SIGN_IN = `mutation SignIn($login: String!, $password: String!) {
  signIn(login: $login, password: $password) {
    accessToken refreshToken user { id username } errors { code }
  }
}`;

/** A list that grows by pages: the newest first. */
export const POSTS = `query Posts($first: Int!, $after: String) {
  posts(first: $first, after: $after, orderBy: [{ id: DESC }]) {
    edges { cursor node { id title } }
    pageInfo { hasNextPage endCursor }
  }
}`;

export const CREATE_POST = `mutation CreatePost($title: String!) {
  createPost(input: { title: $title, content: "Some text." }) {
    edge { cursor node { id title } }
    errors { code message }
  }
}`;

export const UPDATE_POST = `mutation UpdatePost($id: ID!) {
  updatePost(id: $id, input: { title: "Changed" }) { post { id title } errors { code message } }
}`;

export const DELETE_POST = `mutation DeletePost($id: ID!) {
  deletePost(id: $id) { deletedId errors { code message } }
}`;

export const WHO = '{ viewer { id user { id username } } }';

/** Each asks the same objects for something else, as the parts of a page do. */
export const PARTS: readonly string[] = [
  '{ viewer { id permissions } }',
  '{ viewer { id user { id username } can(permission: "tag:update") } }',
  '{ users(first: 3) { totalCount nodes { id username posts(first: 2) { totalCount } } } }',
  '{ users(first: 3) { aggregate { count } edges { cursor node { id } } } }',
  '{ users(first: 3) { aggregate { max { username } } pageInfo { hasNextPage endCursor } } }',
  '{ users(first: 3) { aggregate { max { createdAt } } nodes { id viewerCan { update } } } }',
  '{ users(first: 3) { nodes { id posts(first: 2) { edges { node { id } } } } } }',
  '{ users(first: 3) { nodes { id posts(first: 2) { nodes { id title } } } } }',
  '{ post(id: 1) { id viewerCan { update } } }',
  '{ post(id: 1) { id viewerCan { delete } author { id profile { id firstName interests } } } }',
  '{ nodes(ids: ["post_1", "user_2"]) { __typename id ... on Post { title } ... on User { username } } }',
];
