/**
 * What people most often make passwords of: words, names, patterns of the keyboard. Each stands for its
 * disguises, too ({@link isCommonPassword}), so that numbers and the like after it are left out here.
 * A library that estimates strength (zxcvbn) knows more; it takes 20 MB and up to a second for a long
 * password, while nothing else is answered.
 */
// prettier-ignore
export const COMMON_PASSWORDS: readonly string[] =
  `password passwort passwd passcode passphrase contrasena motdepasse senha parola wachtwoord secret topsecret
  admin administrator root user guest login default changeme letmein letmeinnow welcome welcomeback access
  qwerty qwertz azerty qwert asdf asdfg asdfgh zxcvbn zxcvb 1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 zaq12wsx qazwsx
  qazwsxedc q1w2e3r4 q1w2e3r4t5 a1b2c3d4 aa123456 abcd1234 abc123 test tester testing demo sample example temp
  iloveyou iloveu ilovegod loveyou lovely loveme love lover forever babygirl baby angel angels princess prince
  queen king sunshine sunflower flower flowers butterfly rainbow blessed jesus jesuschrist heaven faith hope
  football soccer baseball basketball hockey softball tennis golfer swimming runner liverpool arsenal chelsea
  barcelona juventus realmadrid yankees lakers cowboys eagles steelers packers rangers
  monkey dragon tiger panther lion wolf shadow eagle falcon dolphin butterfly bulldog kitten puppy chicken
  cookie banana cheese chocolate pepper ginger orange peanut coffee pizza summer winter spring autumn
  january february march april june july august september october november december monday friday sunday
  michael jennifer michelle jessica ashley amanda nicole daniel charlie thomas jordan andrew anthony joshua
  matthew robert george william william1 richard joseph hannah samantha victoria elizabeth alexander alexandra
  maria anna andrea natasha patricia carlos david justin brandon tyler austin taylor maggie bailey buster
  batman superman spiderman ironman pokemon pikachu naruto starwars startrek skywalker matrix minecraft
  nintendo playstation xbox gamer killer hunter ranger soldier master ninja pirate wizard phoenix mustang
  ferrari porsche mercedes corvette camaro harley yamaha toyota honda
  computer internet windows microsoft google facebook youtube twitter samsung iphone android apple linux
  whatever trustno1 nothing freedom america canada london paris berlin mexico brazil france england germany
  money silver golden diamond purple yellow black white green blue hello hellohello goodbye helloworld
  metallica nirvana slipknot eminem guitar music dance party happy smile crazy sexy hottie beautiful
  family mother father brother sister daughter friend friends school teacher student doctor lawyer
  fuckyou fuckoff asshole bitch pussy bullshit biteme
  147258369 159357 159753 741852963 789456123 987412365 1qaz@wsx zaq1@wsx пароль йцукен привет
  mynoob zinch google1 photoshop azertyuiop access14 relata-demo-password`.split(/\s+/);

/** Characters in the order people type them; a part of one, either way, is a common password. */
export const SEQUENCES: readonly string[] = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  'qwertzuiopasdfghjklyxcvbnm',
  'azertyuiopqsdfghjklmwxcvbn',
  '1q2w3e4r5t6y7u8i9o0p',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
  'qazwsxedcrfvtgbyhnujm',
];
