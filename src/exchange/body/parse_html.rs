//! Parses HTML like a browser, with limits that are checked during parsing.
//!
//! A parser can make far more nodes than the text has tags: unclosed formatting is opened again in
//! every following block, and some end tags create elements. This cannot be predicted from the tags
//! without the work of a parser. So the limits apply to the tree while it is built: a guard between
//! the tokeniser and the tree builder passes a token on only while all limits hold.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use html5ever::interface::{ElementFlags, NodeOrText, QuirksMode, TokenizerResult, TreeSink};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, QualName, local_name, ns};

use super::body_fault::BodyFault;
use super::html_tree::{Element, HtmlNodeKind, TOP, Tree};

/// Maximum bytes of a body, before and after sanitising. This is the limit of an item; the longest
/// law in force has about this length.
pub const MAX_BYTES: usize = 256 * 1024;

/// Elements within each other. A list of four levels in a table in the wrappers of an editor has
/// some 20; what looks at the tree later, a browser's included, should not be asked for hundreds.
pub const MAX_DEPTH: usize = 64;

/// Elements of a body: as many as a table has cells that is as long as a body may be.
pub const MAX_ELEMENTS: usize = 20_000;

/// Maximum number of elements without a tag: reopened formatting, implied table bodies, and
/// paragraphs of a lone `</p>`. One forgotten `<b>` is reopened in every following paragraph, and a
/// thousand of these must be possible. Twenty unclosed tags are refused, because they would create
/// twenty elements in every paragraph.
pub const MAX_REOPENED: usize = 2_000;

/// Maximum bytes of attributes in the tree: twice the limit of a body, because reopened formatting
/// repeats its attributes.
pub const MAX_ATTRIBUTE_BYTES: usize = 2 * MAX_BYTES;

/// Attributes of one element. Editors write five or six.
pub const MAX_ATTRIBUTES: usize = 64;

/// Bytes of one tag or comment. A parser compares each attribute with those before it, and the time
/// for that grows with the square, before anyone sees the tag. A small picture in the text of an
/// address still fits.
pub const MAX_TAG_BYTES: usize = 64 * 1024;

/// Bytes given to the tokeniser at once; [`MAX_TAG_BYTES`] is looked at in between.
const CHUNK_BYTES: usize = 4 * 1024;

/// Parses `html` as the content of a `div`.
pub(super) fn parse(html: &str) -> Result<Tree, BodyFault> {
    let sink = CountingSink::new();
    let div = QualName::new(None, ns!(html), local_name!("div"));
    let context = sink.create_element(div, Vec::new(), ElementFlags::default());
    let builder = TreeBuilder::new_for_fragment(sink, context, None, TreeBuilderOpts::default());
    let guard = TokenGuard {
        builder,
        line: Cell::new(1),
        reopened: Cell::new(0),
        saw_token: Cell::new(false),
        fault: RefCell::new(None),
    };
    // A byte order mark within a text would be one at its beginning for the next reader; it is
    // taken out later, always.
    let tokenizer = Tokenizer::new(guard, TokenizerOpts { discard_bom: false, ..TokenizerOpts::default() });
    let queue = BufferQueue::default();
    let mut rest = html;
    let mut silent = 0;
    while !rest.is_empty() {
        let piece = &rest[..rest.floor_char_boundary(CHUNK_BYTES)];
        rest = &rest[piece.len()..];
        tokenizer.sink.saw_token.set(false);
        queue.push_back(StrTendril::from_slice(piece));
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        silent = if tokenizer.sink.saw_token.get() { 0 } else { silent + piece.len() };
        if silent > MAX_TAG_BYTES {
            return Err(BodyFault::TagTooLong { line: tokenizer.sink.line.get() });
        }
        if let Some(refused) = tokenizer.sink.fault.take() {
            return Err(refused);
        }
    }
    tokenizer.end();
    if let Some(refused) = tokenizer.sink.fault.take() {
        return Err(refused);
    }
    let line = tokenizer.sink.line.get();
    let mut tree = tokenizer.sink.builder.sink.tree.into_inner();
    // The parser wraps the content in an `html` element.
    if let Some(root) = tree.first_child(TOP) {
        tree.unwrap(root);
    }
    if tree.max_depth() > MAX_DEPTH {
        return Err(BodyFault::TooDeep { line, element: String::new() });
    }
    Ok(tree)
}

/// Stands between the tokeniser and the builder of the tree.
struct TokenGuard {
    builder: TreeBuilder<NodeHandle, CountingSink>,
    line: Cell<u64>,
    reopened: Cell<usize>,
    /// Whether the tokeniser has sent a token. It sends none while it is inside a tag.
    saw_token: Cell<bool>,
    fault: RefCell<Option<BodyFault>>,
}

impl TokenGuard {
    fn check_limits(&self, element: &str, made: usize, tags: usize) -> Option<BodyFault> {
        let sink = &self.builder.sink;
        let line = self.line.get();
        let element = || element.chars().take(40).collect();
        self.reopened.set(self.reopened.get() + made.saturating_sub(tags));
        if sink.deepest.get() > MAX_DEPTH + 1 {
            return Some(BodyFault::TooDeep { line, element: element() });
        }
        if sink.elements.get() > MAX_ELEMENTS + 2 {
            return Some(BodyFault::TooManyElements { line });
        }
        if self.reopened.get() > MAX_REOPENED || sink.attribute_bytes.get() > MAX_ATTRIBUTE_BYTES {
            return Some(BodyFault::TooManyReopened { line, element: element() });
        }
        None
    }
}

impl TokenSink for TokenGuard {
    type Handle = NodeHandle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeHandle> {
        if matches!(token, Token::ParseError(_)) || self.fault.borrow().is_some() {
            return TokenSinkResult::Continue;
        }
        self.saw_token.set(true);
        self.line.set(line);
        let (name, tags) = match &token {
            Token::TagToken(tag) => (tag.name.clone(), usize::from(tag.kind == TagKind::StartTag)),
            _ => (local_name!(""), 0),
        };
        if let Token::TagToken(tag) = &token
            && tag.attrs.len() > MAX_ATTRIBUTES
        {
            let element = name.chars().take(40).collect();
            self.fault.replace(Some(BodyFault::TooManyAttributes { line, element, number: tag.attrs.len() }));
            return TokenSinkResult::Continue;
        }
        let before = self.builder.sink.elements.get();
        let result = self.builder.process_token(token, line);
        let made = self.builder.sink.elements.get() - before;
        if let Some(refused) = self.check_limits(&name, made, tags) {
            self.fault.replace(Some(refused));
        }
        result
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

/// A node handle with the properties that the tree builder requests often.
#[derive(Clone)]
struct NodeHandle {
    at: usize,
    name: Rc<QualName>,
    /// Whether the node is an integration point, a MathML element that may contain HTML.
    integration: bool,
}

/// Builds the tree and counts the nodes.
struct CountingSink {
    tree: RefCell<Tree>,
    elements: Cell<usize>,
    attribute_bytes: Cell<usize>,
    deepest: Cell<usize>,
    nameless: Rc<QualName>,
}

impl CountingSink {
    fn new() -> Self {
        Self {
            tree: RefCell::new(Tree::new()),
            elements: Cell::new(0),
            attribute_bytes: Cell::new(0),
            deepest: Cell::new(0),
            nameless: Rc::new(QualName::new(None, ns!(), local_name!(""))),
        }
    }

    fn nameless_handle(&self, at: usize) -> NodeHandle {
        NodeHandle { at, name: self.nameless.clone(), integration: false }
    }

    fn is_hidden(&self, handle: &NodeHandle) -> bool {
        matches!(self.tree.borrow().kind(handle.at), HtmlNodeKind::Hidden)
    }

    fn note_depth(&self, at: usize) {
        self.deepest.set(self.deepest.get().max(self.tree.borrow().depth(at)));
    }
}

impl TreeSink for CountingSink {
    type Handle = NodeHandle;
    type Output = ();
    type ElemName<'a> = &'a QualName;

    fn finish(self) {}

    fn parse_error(&self, _: std::borrow::Cow<'static, str>) {}

    fn get_document(&self) -> NodeHandle {
        self.nameless_handle(TOP)
    }

    fn elem_name<'a>(&'a self, target: &'a NodeHandle) -> &'a QualName {
        &target.name
    }

    fn create_element(&self, name: QualName, attributes: Vec<Attribute>, flags: ElementFlags) -> NodeHandle {
        let html = name.ns == ns!(html);
        let attributes: Vec<_> = attributes
            .into_iter()
            .filter(|a| a.name.ns == ns!())
            .map(|a| (a.name.local, String::from(a.value)))
            .collect();
        let bytes: usize = attributes.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.elements.set(self.elements.get() + 1);
        self.attribute_bytes.set(self.attribute_bytes.get() + bytes);
        let element = Element { name: name.local.clone(), html, attributes };
        let at = self.tree.borrow_mut().add(HtmlNodeKind::Element(element));
        NodeHandle { at, name: Rc::new(name), integration: flags.mathml_annotation_xml_integration_point }
    }

    fn create_comment(&self, _: StrTendril) -> NodeHandle {
        self.nameless_handle(TOP)
    }

    fn create_pi(&self, _: StrTendril, _: StrTendril) -> NodeHandle {
        self.nameless_handle(TOP)
    }

    fn append(&self, parent: &NodeHandle, child: NodeOrText<NodeHandle>) {
        match child {
            NodeOrText::AppendText(text) => self.tree.borrow_mut().append_text(parent.at, &text),
            NodeOrText::AppendNode(node) if self.is_hidden(&node) => {}
            NodeOrText::AppendNode(node) => {
                self.tree.borrow_mut().append(parent.at, node.at);
                self.note_depth(node.at);
            }
        }
    }

    fn append_based_on_parent_node(&self, element: &NodeHandle, before: &NodeHandle, child: NodeOrText<NodeHandle>) {
        if self.tree.borrow().parent(element.at).is_some() {
            self.append_before_sibling(element, child);
        } else {
            self.append(before, child);
        }
    }

    fn append_doctype_to_document(&self, _: StrTendril, _: StrTendril, _: StrTendril) {}

    /// Templates are removed later with their content, so the content may be stored in the element
    /// itself.
    fn get_template_contents(&self, target: &NodeHandle) -> NodeHandle {
        target.clone()
    }

    fn same_node(&self, x: &NodeHandle, y: &NodeHandle) -> bool {
        x.at == y.at
    }

    fn set_quirks_mode(&self, _: QuirksMode) {}

    fn append_before_sibling(&self, sibling: &NodeHandle, new: NodeOrText<NodeHandle>) {
        match new {
            NodeOrText::AppendText(text) => self.tree.borrow_mut().insert_text_before(sibling.at, &text),
            NodeOrText::AppendNode(node) if self.is_hidden(&node) => {}
            NodeOrText::AppendNode(node) => {
                self.tree.borrow_mut().insert_before(sibling.at, node.at);
                self.note_depth(node.at);
            }
        }
    }

    /// The parser calls this for `html` and `body`, which are not kept.
    fn add_attrs_if_missing(&self, _: &NodeHandle, _: Vec<Attribute>) {}

    fn remove_from_parent(&self, target: &NodeHandle) {
        self.tree.borrow_mut().detach(target.at);
    }

    fn reparent_children(&self, node: &NodeHandle, new_parent: &NodeHandle) {
        self.tree.borrow_mut().move_children(node.at, new_parent.at);
    }

    fn is_mathml_annotation_xml_integration_point(&self, handle: &NodeHandle) -> bool {
        handle.integration
    }
}
