// Which rule of `tamquan check` is that of a rule of axe-core or of a message of the Nu checker,
// and where they differ.

// [the rule of check, its rules of axe-core, its messages of the Nu checker]
const RULES = [
  ['page-frame', /^(html-has-lang|html-lang-valid|meta-refresh|meta-viewport|landmark-one-main|landmark-no-duplicate-main|landmark-unique|skip-link|bypass)$/,
    /“lang” attribute to the “html”|attribute “lang” on element “html”|prevent users from resizing|more than one visible “main”/],
  ['page-title', /^document-title$/, /child element “title”|Element “title” must not be empty/],
  ['picture-words', /^(image-alt|input-image-alt|svg-img-alt|role-img-alt|area-alt)$/, /must have an “alt”|missing required attribute “alt”/],
  ['heading-order', /^(page-has-heading-one|heading-order|empty-heading)$/, /Empty heading|skipping \d+ heading level|none of them has a computed heading level of 1|Consider using the “h1” element as a top-level/],
  ['control-words', /^(link-name|button-name|input-button-name|summary-name)$/, /“button” must have non-empty attribute “value”/],
  ['field-label', /^(label|select-name)$/, /$^/],
  ['table-headings', /^empty-table-header$/, /$^/],
  ['frames-and-order', /^(frame-title|tabindex)$/, /$^/],
  ['identifier-twice', /^duplicate-id(-aria)?$/, /Duplicate ID|first occurrence of ID/],
  ['moving-content', /^(marquee|blink|no-autoplay-audio)$/, /“(marquee|blink)” element/],
  ['aria', /^(aria-roles|aria-valid-attr|aria-valid-attr-value|aria-required-attr|aria-hidden-focus|valid-lang)$/,
    /Attribute “aria-\w+” not allowed|for attribute “role”|for attribute “aria-|missing required attribute “aria-|“for” attribute of the “label”|attribute “lang” on element “(?!html)/],
  ['tags-in-place', /^(list|listitem|definition-list|dlitem|nested-interactive)$/,
    /not allowed as child of element|“(center|font)” element is obsolete|unclosed elements|open elements|Unclosed element|in scope but a|Duplicate attribute|must not appear as a descendant|should not appear as a descendant/],
];

export const ruleOf = (tool, what) => RULES.find(([, axe, nu]) => (tool === 'axe' ? axe : nu).test(what))?.[0];

// What a tool reports and check does not, with the reason; with `fault`, of this fault alone.
export const DIFFERENCES = [
  { tool: 'Nu', what: /“align” attribute .* is obsolete/, why: 'it changes the look alone, and the style sheet has the last word' },
  { tool: 'Nu', what: /Section lacks heading/, why: 'advice; a section without a heading is no region for a screen reader' },
  { tool: 'axe', what: /^empty-table-header$/, fault: 'table-with-empty-corner', why: 'the corner of a table may be empty where rows have headings too' },
  { tool: 'axe', what: /^aria-valid-attr-value$/, fault: 'acts-on-nothing', why: 'a script may make the element' },
  { tool: 'axe', what: /^accesskeys$/, why: 'portals have no access keys, and the theme writes none' },
  { tool: 'axe', what: /^region$/, why: 'text outside of the landmarks is the theme’s, and the tests of the theme have axe-core' },
];

// What check reports and no tool does, with the reason.
export const MORE = {
  'no-skip-link': 'axe-core takes landmarks for a way past the menus; the keyboard needs a link',
  'table-without-headings': 'a table without headings could be one for the layout; portals have none of these',
  'told-by-nothing': 'axe-core asks a person',
  'sound-by-itself': 'axe-core needs the length of the sound',
  'pale-by-style': 'the rules of colours need a layout; check finds the style within the page',
  'vague-link': 'it needs to know what the words mean',
};
