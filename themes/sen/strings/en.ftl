# The words of the Sen theme in English. A portal overrides a key by writing it in its own strings/en.ftl.

## Top of the page
skip = Shortcuts
skip-to-content = Skip to main content
skip-to-search = Skip to search
official-label = Official site
official-sentence = This is the official site of { $agency }.
official-how = How to recognise it
official-domain = Sites of Vietnamese state agencies have an address that ends in “.gov.vn”.
official-secure = An address that starts with “https://” means that the connection between you and the site is encrypted.
official-scam = Officials never call to ask you to transfer money, to install an unknown application or to read out a password, an OTP or your VNeID account.
to-home = (to the home page)
languages = Languages
language-nearest = (this page is not translated yet; the link leads to the nearest page)
menu-main = Main menu
menu = Menu
menu-open = Submenu of { $title }
breadcrumb = Breadcrumb
home = Home
notices = Important notices
notice-starts = Starts
notice-more = All { $n } notices
notice-recovery = Expected recovery

## Search
search-label = Search
search-button = Search
search-field = Words or the number of a document
search-hint = With or without Vietnamese marks, for example: khai sinh, 15/QĐ-UBND, “lotus tea”.
search-no-script = The search field needs JavaScript. It is switched off in your browser, so please look under the first letter of a title, or follow the sections below; each has lists by type, field and year.
search-one = 1 result
search-many = { $n } results
search-none = Nothing found. Try other words, fewer words, or follow the sections below.
search-loading = Searching…
search-failed = The search data could not be loaded. Try again, or follow the sections below.
search-more = More results
search-private = The search runs on your own device: what you type is sent nowhere.
search-suggestions = Suggestions
search-meant = Did you mean:
search-best = Best match
search-source = Source
search-lowered = No longer in force
search-narrow = Narrow the results
search-all = Clear all choices
search-kind = Type
search-section = Section
search-year = Year
search-state = State
search-state-valid = In force
search-state-past = No longer in force
search-sort = Sort by
search-by-relevance = Relevance
search-by-date = Date
search-browse = Browse the sections
search-site-map = Site map: a list of all pages
alphabet = Titles from A to Z
alphabet-letter = Titles from A to Z: { $letter }
alphabet-back = Back to the search page

## Foot of the page
responsible = Responsible for the content
address = Address
phone = Phone
hotline = Hotline
email = E-mail
footer-links = Policies and links
site-map = Site map
outside-hosts = Other hosts that the portal uses
outside-text = Besides its own host, the pages of the portal use these:
outside-none = The pages of the portal load nothing from other hosts, and send nothing to them.
outside-purposes = Pages use this host to
outside-measure = It counts visits, as article 11 of Decree 224/2026/NĐ-CP demands.
purpose-script = run its scripts
purpose-connect = exchange data
purpose-image = show its pictures
purpose-frame = show its pages in a frame
purpose-form = send forms to it
purpose-media = play its sounds and films
measure-label = Connected to the state's measuring system
feeds = Feeds
feed-rss = RSS
feed-atom = Atom
feed-json = JSON Feed
feed-ics = Calendar (ICS)
copyright = Copyright { $agency }. Please name the source when you reuse information.

## Lists
subsections = Sections
facets = Filter the list
facet-more = and { $n } more
facet-several = Narrow by several fields at once
facet-anew = Filter from the beginning
facet-narrower = Narrow “{ $value }” further
facet-wider = See more
facet-back = Show all: { $title }
taxonomy-back = Show all: { $title }
list-empty = There is nothing here yet.
section-feeds = Follow this section
pagination = Pages
page-of = Page { $n } of { $total }
page-n = Page { $n }
page-previous = Previous page
page-next = Next page
see-all = All of { $title }
quick = Common tasks
status = Status
period = Period
table = Table of figures
yes = Yes
no = No

## Pages and articles
toc = On this page
posted = Posted
updated = Updated
print = Print this page
attachments = Attachments
file-pages = { $n ->
    [one] 1 page
   *[other] { $n } pages
  }
corrections = Corrections
corrections-feeds = Follow the corrections
corrections-none = There are no corrections.
byline = Author
source = Source
editor = Responsible editor
rating = Was this information useful?
rating-privacy = Your rating goes to the agency by e-mail. You do not have to give a name or a phone number.
rating-yes = Yes, useful
rating-no = Not useful
related = See also
neighbours = Previous and next
previous = Previous
next = Next
call = Call { $phone }
license = Licence

## Documents
documents-caption = List of documents
document-number = Number
document-issued = Date of issue
document-summary = Summary
document-issuer = Issuing agency
document-files = Downloads
document-relations = Related documents
relations-according = According to { $publisher }
document-text = Full text
relation-replaces = Replaces
relation-replaced_by = Replaced by
relation-amends = Amends
relation-amended_by = Amended by
relation-based_on = Based on
relation-basis_of = Basis of
relation-guides = Guides
relation-guided_by = Guided by
relation-services = Services based on this

## Services
service-code = Procedure code
service-field = Field
service-time = Time limit
service-level = Online level
service-partial-reason = Why it is not fully online
service-apply = Apply on the National Public Service Portal
service-information = See it on the National Public Service Portal
service-steps = Steps
service-how-to = How to apply
service-dossier = Dossier
service-dossier-caption = Papers to submit or to show
dossier-name = Paper
dossier-originals = Originals
dossier-copies = Copies
service-fees = Fees
service-fees-caption = Amounts
fee-name = Fee
fee-amount = Amount
fee-none = None
service-forms = Forms
service-conditions = Conditions
service-legal-basis = Legal basis

## Consultations
consultation-opens = Opens
consultation-closes = Closes
consultation-receiver = Receiving unit
consultation-send = Send your comment by e-mail
consultation-subject = Comment
consultation-drafts = Drafts
consultation-comments = Comments received
consultation-no-comments = No comment has been published yet.
consultation-answer = Answer
consultation-outcome = Report on the comments
consultation-step-1 = Consultation
consultation-step-2 = Answers
consultation-step-3 = Outcome
progress = Progress
progress-done = done

## Questions
question-asked = Asked on
question-answer = Answer
question-waiting = The question has been received and is being considered.

## Organisation and officials
unit-head = Head
unit-functions = Functions
unit-units = Units
unit-people = Officials
person-biography = Biography
person-duties = Duties

## Calendar
events-coming = Upcoming
events-past = Past
events-week = Week from { $from } to { $to }
events-free = Nothing planned
events-none = There are no upcoming events yet.
event-place = Place
event-chair = Chair
event-content = Content

## Projects, plans, data
projects-preparing = In preparation
projects-running = Running
projects-finished = Finished
project-goal = Goal
project-step-1 = Preparation
project-step-2 = Works
project-step-3 = Completion
budget = Budget
plan-approved-on = Approved on
budget-figures = Figures
budget-explanation = Explanation
calendar-next = Next: { $set }, to be published by { $day }.
calendar-set = Set
calendar-last-day = To be published by, state
calendar-days = { $n ->
    [one] one day
   *[other] { $n } days
} after { $event }
calendar-working-days = { $n ->
    [one] one working day
   *[other] { $n } working days
} after { $event }
calendar-in-time = In time
calendar-late = Late
calendar-published = Published
calendar-due = Due
calendar-overdue = Overdue
calendar-missing = Missing
calendar-not-yet = Not yet
calendar-if-any = If there is any
duties-covered = Public, or with a reason: { $covered } of { $count }.
duties-what = What must be public
duties-where = Where it is
duties-more = and { $count } more
duties-not-arisen = There is none
duties-not-competent = Another agency has it
duties-missing = Not public yet
dataset-publisher = Publisher
dataset-frequency = Updates
dataset-files = Data files
dataset-download = Download the data as { $format }
dataset-caption = Files of { $title }
dataset-format = Format
dataset-address = Download

## Video
captions = Captions
transcript = Transcript
video-watch = Watch the video on another site

## Callouts
callout-info = Information
callout-note = Note
callout-tip = Tip
callout-important = Important
callout-warning = Warning
callout-caution = Caution
callout-emergency = Emergency
callout-outage = Service outage

## Content of other portals
origin = Where this comes from
origin-from = This was published by
origin-repeated = {" "}and is repeated here unchanged.
origin-claimed = The publisher calls itself “{ $name }”; this portal has not confirmed that name.
origin-publisher = Published by
origin-original = See the original at
origin-withdrawn = This content was withdrawn
origin-of-section = This section contains content from
origin-compared = Compared with its source on
origin-withdrawn-text = { $publisher } withdrew this content
origin-withdrawn-advice = Please do not act on it any more; it is kept for reference only.
origin-moved-to = See the new content at
origin-withdrawn-badge = Withdrawn
origin-stale = This content may be out of date
origin-stale-text = This portal last compared the content with its source on
origin-stale-advice = See the original for the latest information.
include-from = Source:
include-updated = updated
include-feed = From the feed of
include-ended = The content that was shown here was withdrawn by its publisher.
include-expired = The content that was shown here has expired.
include-whole = See the whole page:
include-missing = This content cannot be shown at present. Please come back later.
include-nothing = This source has no content yet.
portal-open = Open
portal-pages = For technical staff: the channels of each portal
portal-channels = Channels
portal-channels-text = This part is for technical staff: the addresses from which other portals fetch content, and the code for checking it.
portal-channel-url = Address of the channel
portal-channel-root = Code of the root keys (SHA-256)

## Errors and redirects
not-found = Page not found
not-found-text = This address does not exist or has changed. You can continue with the following links.
gone = This page no longer exists
gone-text = The content was removed or its publication period has ended. You can continue with the following links.
moved = The page has moved
redirect-link = Go to the new address

## The gate: the home page
hero-commune = What do you need?
hero-province = What do you need?
hero-department = What do you need?
hero-ministry = What are you looking for?
hero-lead = Type a few words to find the procedures, documents and notices of { $agency }.
hero-example-commune = For example: birth registration
hero-example-province = For example: criminal record
hero-example-department = For example: licence
hero-example-ministry = For example: circular
door-do = Procedures
door-do-text = What to bring, how long it takes, what it costs
door-do-all = All procedures
door-do-online = Apply online
door-find = Look up
door-find-text = Documents, public disclosures, data
door-say = Ask and comment
door-say-text = Ask the agency, comment on drafts, call us
home-fields = Procedures by field
home-figures = Key figures
home-portals = Open the list of { $count } portals
home-people = The people who serve you
office = Contact us directly
office-hours = Office hours
see-all-short = See all
menu-all = All: { $title }
official-short = .gov.vn · Official site
notice-read = Read
notice-and-more = and { $n } more
beside = Beside this page
same-section = In { $title }
or = or

## Display, sharing
display = Display
display-text = Size of text
display-text-1 = Normal
display-text-2 = Large
display-text-3 = Very large
display-text-4 = Double
display-theme = Background
display-theme-system = As my device
display-theme-light = Light
display-theme-dark = Dark
display-theme-black = Black, high contrast
display-reading = Reading
display-airy = More space between lines and letters
display-lines = Underline all links
display-still = No motion
display-reset = As it was
display-kept = Your choice is kept in this browser only and sent to nobody.
share = Share
read-aloud = Listen to this page
read-stop = Stop reading
share-title = Send to others
share-copy = Copy the address
share-facebook = Post on Facebook
share-qr = QR code of this page
share-qr-text = Point the camera of a telephone at the code to open this page there.
share-copied = The address of this page was copied.
share-failed = The browser does not allow this. Please copy the address at the top of the window.

## More for lists and pages
fee-see = See the fees
fee-up-to = Free, some fees up to { $sum }
fee-from-to = From { $from } to { $to }
service-ask = Please ask the agency
service-where = Where to apply
service-where-full = Online or in person
service-where-partial = Online, with one step in person
service-where-information = In person
service-bring = What to bring
service-papers = { $n ->
    [one] 1 paper
   *[other] { $n } papers
  }
service-record = About this procedure
paper-originals = { $n ->
    [one] 1 original
   *[other] { $n } originals
  }
paper-copies = { $n ->
    [one] 1 copy
   *[other] { $n } copies
  }
document-issued-on = Issued
document-record = About this document
events-ics = Add to a calendar (ICS)
month-short = month { $n }
days-left = %n days left
days-left-last = Today is the last day
empty-ask = For urgent matters please call
empty-search = Search the portal
events-see-past = See past events
printed = . Printed on %d.
rating-ask = If anything is still unclear, please ask:

## The recorded result of a check
check-result-about = On { $day }, { $pages } pages of this portal were checked automatically by { $rules } rules.
check-result-rule = Rule
check-result-outcome = Result
check-result-held = Met
check-result-places = { $n ->
    [one] Not met in one place
   *[other] Not met in { $n } places
}
check-result-until = (until { $day })
check-result-limits = An automatic check finds only a part of all faults. Whether the words of a picture say what it shows, and whether a text is easy to read, people have to judge.
check-result-none = No result of a check has been recorded.

## Charts, figures, pictures, maps
chart-unit = unit: { $unit }
chart-table = See the table of the numbers
gallery-viewer = Large picture
gallery-place = Picture { $n } of { $total }
gallery-close = Close
gallery-previous = Previous picture
gallery-next = Next picture
map-open = Press the map to see it large.
video-download = Download the file

# Words that the program itself asks for, beside not-found, gone and moved above.
page-word = Page
only-in-other-language = only in another language
link-to-heading = Link to the section
band = About this version
