// html-validate, a second checker of HTML, which knows rules that the Nu checker does not.
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { Problems } from './problems.js';
import { read } from './site.js';

// The rules that are switched off, each with its reason.
const RULES = {
  // The standard takes both cases, and the minifier writes the short one.
  'doctype-style': 'off',
  // A strip, a notice and the box of a wide table are regions, yet no sections of the text: a section
  // needs a heading, and they have none. The suggestions of a field are no native list of choices,
  // because the field takes any words.
  'prefer-native-element': ['error', { exclude: ['region', 'listbox'] }],
  // The panel "Hiển thị" acts as soon as something is chosen. The test below holds all other forms.
  'wcag/h32': 'off',
  // The style sheet keeps every telephone number on one line, which the rule cannot see.
  'tel-non-breaking': 'off',
  // Documents and news have official titles, which are as long as they are.
  'long-title': 'off',
  // ARIA permits a name for lists, and the steps of a project need one.
  'aria-label-misuse': ['error', { allowAnyNamable: true }],
};

const checker = new HtmlValidate(new StaticConfigLoader({ extends: ['html-validate:recommended', 'html-validate:a11y'], rules: RULES }));

export async function messages(source, file) {
  const { results } = await checker.validateString(source, file);
  return results.flatMap((result) => result.messages);
}

export async function validate(pages) {
  const problems = new Problems();
  for (const page of pages) {
    const source = read(page.file);
    for (const { line, ruleId, message, selector } of await messages(source, page.file)) problems.add(`${page.file}:${line}`, `html-validate ${ruleId}: ${message}`, selector ?? '');
    for (const [form] of source.matchAll(/<form[ >].*?<\/form>/gs)) {
      const submits = /<button(?![^>]*type="?(?:button|reset))/.test(form) || /class="?display-panel/.test(form);
      problems.expect(submits, page.file, 'a form has a button that sends it', form.slice(0, 100));
    }
  }
  problems.none(pages.length, 'pages');
}
