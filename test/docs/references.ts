import { execFileSync } from 'node:child_process';
import { basename } from 'node:path';
import ts from 'typescript';
import { ROOT } from './markdown.js';

/** Files of the project: those that git knows, and new ones that it does not ignore. */
export function projectFiles(): readonly string[] {
  const list = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return [...new Set(list.trim().split('\n'))];
}

/** What code says in comments, messages and other texts; not the modules that it imports. */
export function wordsOfCode(code: string): string {
  const source = ts.createSourceFile('code.tsx', code, ts.ScriptTarget.Latest, true);
  const words = new Map<number, string>();
  const visit = (node: ts.Node): void => {
    for (const { pos, end } of [
      ...(ts.getLeadingCommentRanges(code, node.getFullStart()) ?? []),
      ...(ts.getTrailingCommentRanges(code, node.getEnd()) ?? []),
    ]) {
      words.set(pos, code.slice(pos, end));
    }
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || isImportCall(node)) {
      return;
    }
    if (ts.isStringLiteralLike(node) || isTemplatePart(node)) {
      words.set(node.getStart(), node.text);
    }
    node.getChildren().forEach(visit);
  };
  visit(source);
  return [...words.values()].join('\n');
}

/** Every name that code declares or uses. */
export function identifiersOf(code: string): ReadonlySet<string> {
  const names = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      names.add(node.text);
    }
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile('code.tsx', code, ts.ScriptTarget.Latest));
  return names;
}

function isTemplatePart(node: ts.Node): node is ts.TemplateLiteralLikeNode {
  return ts.isTemplateHead(node) || ts.isTemplateMiddle(node) || ts.isTemplateTail(node);
}

function isImportCall(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/** A path or a bare name, with an ending that files of the project have. */
const FILE =
  /(?<![\w.*{}/@:-])(?:[\w.-]+\/|\/)*[\w-][\w.-]*\.(?:md|tsx?|[cm]?js|json|graphql)(?![\w(/-]|\.\w)/g;

/** Names of files in a text that are not in the project: by their path or its end, or by their bare name. */
export function missingFiles(text: string, files: readonly string[]): readonly string[] {
  const names = new Set(files.map((file) => basename(file)));
  const isThere = (name: string): boolean => {
    const path = name.replace(/^(?:\.{0,2}\/)+/, '');
    return path.includes('/')
      ? files.some((file) => file === path || file.endsWith(`/${path}`))
      : names.has(path);
  };
  return [...new Set([...text.matchAll(FILE)].map(([name]) => name))].filter(
    (name) => !isThere(name) && !isThere(name.replace(/\.js$/, '.ts')),
  );
}
