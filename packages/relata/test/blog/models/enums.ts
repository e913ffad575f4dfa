import { registerEnumType } from 'type-graphql';

/** Where a post is in its life. */
export const PostStatus = { DRAFT: 'DRAFT', PUBLISHED: 'PUBLISHED', ARCHIVED: 'ARCHIVED' } as const;
/** One of the values of {@link PostStatus}. */
export type PostStatus = keyof typeof PostStatus;

/** How a person describes their gender. */
export const Gender = { FEMALE: 'FEMALE', MALE: 'MALE', OTHER: 'OTHER' } as const;
/** One of the values of {@link Gender}. */
export type Gender = keyof typeof Gender;

/** What a person does for a living. */
export const Profession = {
  DEVELOPER: 'DEVELOPER',
  DESIGNER: 'DESIGNER',
  MANAGER: 'MANAGER',
  WRITER: 'WRITER',
  STUDENT: 'STUDENT',
  UNEMPLOYED: 'UNEMPLOYED',
} as const;
/** One of the values of {@link Profession}. */
export type Profession = keyof typeof Profession;

registerEnumType(PostStatus, {
  name: 'PostStatus',
  description: 'Where a post is in its life.',
  valuesConfig: {
    DRAFT: { description: 'Being written; only its author reads it.' },
    PUBLISHED: { description: 'Out for everybody to read.' },
    ARCHIVED: { description: 'Taken out of circulation.' },
  },
});

registerEnumType(Gender, {
  name: 'Gender',
  description: 'How a person describes their gender.',
  valuesConfig: {
    FEMALE: { description: 'Female.' },
    MALE: { description: 'Male.' },
    OTHER: { description: 'Neither of the other two, or not said.' },
  },
});

registerEnumType(Profession, {
  name: 'Profession',
  description: 'What a person does for a living.',
  valuesConfig: {
    DEVELOPER: { description: 'Writes software.' },
    DESIGNER: { description: 'Designs how things look and work.' },
    MANAGER: { description: 'Leads people or projects.' },
    WRITER: { description: 'Writes texts.' },
    STUDENT: { description: 'Is still learning.' },
    UNEMPLOYED: { description: 'Has no occupation at present.' },
  },
});
