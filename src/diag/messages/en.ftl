# The words of all messages. Each message says what is wrong; its hint says how to fix it.

type-text = text in quotes
type-integer = a whole number
type-number = a number
type-boolean = true or false
type-date = a date
type-list = a list in [ ]
type-table = a table of keys

role-root = root keys
role-targets = list of contents
role-snapshot = list of versions
role-timestamp = timestamp

# Words that many hints about shared content have in common.
-exchange-kept = The fetched data was not used; the content that you already had is unchanged.
-exchange-last-good = The last good copy stays in use.
-exchange-later = The last good copy stays in use. Try again later: tamquan source sync
-exchange-phone = Phone the publisher at a number that you already knew; do not try to bypass this check.
-exchange-body-other = If another portal shares this text, ask the agency of that portal to correct it.

severity-error = error
severity-warning = warning
label-hint = how to fix it
summary-failed = { $errors ->
    [1] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [1] 1 warning
   *[other] { $warnings } warnings
}. Nothing was written.
summary-built = Built { $pages ->
    [1] 1 page
   *[other] { $pages } pages
}, { $outputs } files ({ $changed } new or changed, { $removed } removed) in { $seconds } s.
more-findings = { $file }: { $errors ->
    [0] { $warnings ->
        [1] 1 more warning is
       *[other] { $warnings } more warnings are
    }
   *[other] { $warnings ->
        [0] { $errors ->
            [1] 1 more error is
           *[other] { $errors } more errors are
        }
       *[other] { $errors ->
            [1] 1 more error
           *[other] { $errors } more errors
        } and { $warnings ->
            [1] 1 more warning
           *[other] { $warnings } more warnings
        } are
    }
} not shown. Correct the first ones and build again.
more-files = { $files ->
    [1] 1 more file has findings that are
   *[other] { $files } more files have findings that are
} not shown here. --json lists them all.
same-line = { $text } ({ $count } places on this line)
counts-number = number
counts-files = files
counts-code = code
counts-subjects = most often
summary-warnings = { $warnings ->
    [1] 1 warning
   *[other] { $warnings } warnings
}.
held-summary = { $files ->
    [1] 1 file with errors is held as it was
   *[other] { $files } files with errors are held as they were
} last right; the rest is published:
held-earlier = { $file }: its last right version counts.
held-earlier-since = { $file }: its last right version counts, published since { $date }.
held-left-out = { $file }: new, and not published yet.
held-restored = { $file }: removed, and still published.
held-restored-since = { $file }: removed, and still published as since { $date }.
held-stand-in = { $file }: the section is published for now with the title that could be read, so that the notice of an emergency in it reaches people.
held-without-references = { $file }: published without its links to held files.
held-because = because of { $place }: { $error }
held-nothing-kept = This machine has no right version of these files: it keeps them from the first build with --hold without errors on. If they were published before, add --published FOLDER with the sources of the portal as they were then.
moved-summary = { $addresses ->
    [1] 1 published address no longer leads to its page:
   *[other] { $addresses } published addresses no longer lead to their pages:
}
moved-to = { $from } → { $to } ({ $file })
moved-list = { $from } → { $to } (a list)
moved-gone = { $from }: the content of { $file } is no longer on the portal
moved-nowhere = { $from } leads nowhere now
moved-taken = { $from } is the page of { $other } now; { $file } has moved to { $to }
moved-more = { $addresses ->
    [1] and 1 more address
   *[other] and { $addresses } more addresses
}
moved-hint = To let the old addresses lead to the new ones, run again with --keep-addresses: the old address of a page is written into its aliases, or as its slug where another page has the address; those of files and lists are written into data/redirects.csv.
slug-written = Wrote a slug to { $file }, so that its page keeps the address { $from }.
alias-written = { $file }: the old address { $from } is an alias now.
alias-form = { $file }: the front matter has a form that the program does not edit. Add { $from } to aliases by hand.
alias-unwritable = { $file }: the file cannot be written. Add { $from } to aliases by hand.
slug-form = { $file }: the front matter has a form that the program does not edit. Write the slug with which this page keeps { $from } by hand.
slug-unwritable = { $file }: the file cannot be written. Write the slug with which this page keeps { $from } by hand.
rule-written = { $file }: { $from } leads to { $to } now.
rule-form = { $file }: the address { $from }, or the encoding of the file, has a form that the program does not write. Add the row from this address to { $to } by hand.
rule-unwritable = { $file }: the file cannot be written. Add the row from { $from } to { $to } by hand.
loopback-for-tests = Attention: --loopback-for-tests is on. Content is fetched from this machine without encryption. This option is only for tests; do not use it to build a portal that will be published.
new-done = The portal is in { $folder }. Next: fill in portal.toml, then run: tamquan build { $folder }
new-without-name = The name of the agency is empty. Write its full name, for example --name "Ủy ban nhân dân xã Sen Vàng", or leave out --name.
epoch-invalid = The variable SOURCE_DATE_EPOCH is “{ $value }”, which is no number of seconds since 1970. Set it to a number, for example SOURCE_DATE_EPOCH=1767225600, or remove it.
new-exists = The folder { $folder } is not empty. Choose another name.
source-none = portal.toml has no sources yet. Add one with: tamquan source add ADDRESS
source-added = The source { $name } was added to portal.toml.
source-added-by-hand = The source { $name } was added to portal.toml, from the copy on this machine. It has max_age = "never": for each new copy, run tamquan source sync { $name } --from FOLDER. When the address of the source can be reached, remove the line max_age.
source-removed = The source { $name } was removed, with all content that came from it.
source-accepted = { $count ->
    [1] 1 item was
   *[other] { $count } items were
} accepted.
source-same = { $name }: nothing new.
source-synced = { $name }: { $new ->
    [1] 1 item is
   *[other] { $new } items are
} new or changed, { $ended ->
    [1] 1 item is
   *[other] { $ended } items are
} no longer listed; this portal holds { $held ->
    [1] 1 item
   *[other] { $held } items
}.
source-synced-waiting = { $name }: { $new ->
    [1] 1 item is
   *[other] { $new } items are
} new or changed, { $ended ->
    [1] 1 item is
   *[other] { $ended } items are
} no longer listed; this portal holds { $held ->
    [1] 1 item
   *[other] { $held } items
}. Waiting for approval: { $waiting } (see them with tamquan source list { $name }, accept them with tamquan source update { $name }).
source-withdrawn = {"  "}The publisher withdrew: { $items }
source-feed = { $name }: the feed has { $count ->
    [1] 1 entry
   *[other] { $count } entries
}.
source-line = { $name }: { $title }; { $items } items, verified { $verified }
source-line-waiting = { $name }: { $title }; { $items } items, verified { $verified }, { $waiting } waiting for approval
source-waits = Waiting for approval: { $item } (revision { $rev }). Accept it with: tamquan source update { $name } { $item }
source-compare = The channel at { $host } is signed with the key that has the code { $root }
  Phone the publisher and compare this code. If the codes are the same, run the command again with: --root { $root }
  (If you cannot compare the code, use --trust-first-use. An attacker who intercepts the connection at this moment can then deceive the portal permanently.)
source-compare-many = The channel at { $host } changed its keys { $count } times. The codes of its root keys, from the first to the newest:
  { $roots }
  Phone the publisher, or look at its letter: the code that it gives must be one of these. If it is, run the command again with: --root CODE
  (If you cannot compare a code, use --trust-first-use. An attacker who intercepts the connection at this moment can then deceive the portal permanently.)
source-trusted = The key with the code { $root } is now trusted, but this code was not compared. Phone the publisher soon to compare the code.
audit-source = { $name }: { $publisher }; verified { $verified }, signed until { $expires }
audit-stale = { $name }: { $publisher }; verified { $verified }, signatures EXPIRED on { $expires }
audit-empty = { $name }: never fetched
audit-used = {"  "}{ $item } (revision { $rev }): { $pages }
audit-withdrawn-note = {"  "}{ $item }: withdrawn on { $date }. { $note }
audit-withdrawn = {"  "}{ $item }: withdrawn on { $date }
audit-waiting = {"  "}{ $item }: waiting for approval
audit-fine = Nothing has to be corrected.
share-begun = The channel { $channel } was created. Other portals fetch it from: { $url }
  The code of its root keys, to be announced to other portals on paper or by telephone: { $root }
  The keys are in { $keys }. No other person may read these files; do not copy them into the folder of the portal.
share-begun-one = Copy the folder of keys to a USB stick and keep the stick in a locked place: if the root key is lost, other portals must add the channel again. The signatures are valid for { $days } days: at least once a month, run tamquan share resign { $channel }, build, and put the portal online. Next: tamquan share publish
share-begun-many = Give each of the { $count } root keys (root-1.pem …) to a different person who keeps it outside this machine, then delete it from this machine; { $threshold } of these people are needed to change the keys. The signatures are valid for { $days } days: let a timer run tamquan share resign { $channel } every day, then build and put the portal online (example in docs/exchange-use.md). Next: tamquan share publish
share-published = The channel { $channel }: { $listed } items ({ $added } new, { $changed } changed, { $removed } not shared any more); signed until { $expires }. Run tamquan build and put the portal online.
share-new-publisher = The name or the address of the publisher of the channel { $channel } is another one than before. Tell the portals that take the channel: they must run tamquan source sync NAME --new-publisher, or they accept nothing new.
share-resigned = The channel { $channel } was signed again, until { $expires }.
share-rotated = The channel { $channel } has new keys in { $new }, signed until { $expires }. From now on, use --keys { $new }, or replace the folder { $old } with that folder. Build and put the portal online before you destroy the old keys.
  Portals that take the channel need not do anything. To add the channel, the codes that were announced stay valid:
  { $roots }
  The new code, to be announced from now on: { $root }
  If the keys were changed because the old ones were seen by others, tell portals that have not added the channel yet to use only the new code.
share-withdrawn = { $item } was withdrawn from the channel { $channel }. Run tamquan build and put the portal online; other portals update at their next fetch.
share-audited = { $count ->
    [1] 1 portal was
   *[other] { $count } portals were
} asked. The channel is signed until { $expires }. The codes of its root keys, the newest last:
  { $roots }
preview-address = Preview: { $address } (Ctrl+C stops it)
preview-device-address = Open this address on one device, or point its camera at the code. It works once: { $address } (Ctrl+C stops the preview)
preview-port-taken = Port { $port } is taken; port { $other } is used instead.
preview-first = Built { $pages } pages in { $ms } ms.
preview-built = { $what }: { $rendered } files rendered, { $changed } changed, { $ms } ms
preview-more = { $file } and { $more } more
preview-all = The whole portal
preview-moment = Scheduled change
preview-waiting = Another build of this portal is running. The preview will continue when that build has finished.
preview-polling = The system does not report changes in this folder ({ $reason }). The preview checks the folder every second instead.
preview-title = Errors: { $errors }. The portal was not built again
preview-title-never = Errors: { $errors }. The portal cannot be built yet
preview-mend = Correct the files and save them: this page will update automatically.
preview-last = Close this message to see the last good version.
preview-close = Close (Esc)
preview-rest = and { $more } more; the terminal shows all of them

add-exists = A page with this name exists already
    .hint = Edit that page, or choose another title. No file was changed.
add-into = There is no section “{ $value }” to receive the page
    .hint = Create the file content/{ $value }/_index.md with the title of the section, or name another section: --into SECTION
add-into-near = There is no section “{ $value }” to receive the page
    .hint = Did you mean --into { $near }? If not, create the file content/{ $value }/_index.md with the title of the section.
add-kind = The portal has no kind of content “{ $value }”
    .hint = The kinds are: { $choices }
add-kind-near = The portal has no kind of content “{ $value }”
    .hint = Did you mean { $near }? The kinds are: { $choices }
add-no-section = The portal has no section for pages of the kind “{ $kind }”
    .hint = Create the file content/{ $section }/_index.md with its title and the line kind = "{ $name }", or name a section of another kind: --into SECTION
add-sections = The portal has several sections for pages of the kind “{ $kind }”
    .hint = Say which one receives the page: --into SECTION. The sections are: { $sections }
admin-code = "{ $value }" is not the code of an administrative unit
    .hint = Write the digits of Decision 19/2025/QĐ-TTg: five for a commune ("00004"), two for a province ("01"), or remove this line.
agency-code = "{ $value }" is not an identifier of an agency
    .hint = Write the identifier as in Decision 20/2020/QĐ-TTg, for example H49.10.13, or remove this line.
alert-form = "{ $text }" is not one of the boxes, so it is published as it is written
    .hint = Write > [!NOTE], > [!TIP], > [!IMPORTANT], > [!WARNING] or > [!CAUTION] alone on its line, and the words on the lines after it.
alias-address = "{ $value }" cannot be an alias
    .hint = Aliases are addresses of pages: a–z, digits, -, _ and /. Write old addresses of another form (capitals, a query, files, letters with marks) into data/redirects.csv, a line each: old,new.
alias-slashes = "{ $value }" has two slashes next to each other
    .hint = Write { $suggestion }
alias-taken = { $form ->
        [own] The old address { $url } is the address of this page itself
       *[other] The old address { $url } belongs to { $other } already
    }
    .hint = { $form ->
        [own] Remove this address from aliases.
       *[other] Remove this address from aliases, or change the other page.
    }
agency-free-mail = { $value } is an address that anybody can get, not the official mail of an agency
    .hint = Write the official address, which ends in .gov.vn, so that people know that their letters reach the agency.
alias-twice = "{ $url }" is written twice in the aliases of this page
    .hint = Remove one of them.
ambiguous-number = { $count } documents have the number { $value }
    .hint = Say which one, for example { $choices }
asset-missing = There is no style sheet or script static/{ $value }
    .hint = Put the file in static/, or correct the path in the template.
attachments-unread = { $form ->
        [scan] { $count } { $count ->
            [one] file has
           *[other] files have
        } pictures of pages and no words, so that neither search nor a screen reader can read them: { $named }
        [locked] { $count } { $count ->
            [one] file is
           *[other] files are
        } locked with a password: { $named }
        [large] { $count } { $count ->
            [one] file is
           *[other] files are
        } too large for search to read, or to read to the end: { $named }
       *[broken] { $count } { $count ->
            [one] file cannot
           *[other] files cannot
        } be opened, and may be broken: { $named }
    }
    .hint = { $form ->
        [scan] Make the PDF from the text itself (in Word: Save as PDF), or recognise the words of the scan (OCR) and save it again; or write the content on the page.
        [locked] Save the file again without a password.
        [large] Save it with smaller pictures, or write its content on the page.
       *[broken] Open the file on your computer. If it opens, save it again; if not, get it once more from where it came from.
    }
assignment-sign = Between a key and its value there must be "{ $sign }"
    .hint = Write { $suggestion }
attachment-elsewhere = The attachment { $value } is on another site
    .hint = Download the file, put it beside the page and write its name; or write a link in the text: [name of the document](address).
backslash = The sign \ in this text has a meaning of its own
    .hint = Write every \ twice: { $suggestion }
backslash-shown = The backslash is published as it is written: { $text }
    .hint = For a new line, put the backslash at the end of a line that another one follows; otherwise remove it.
backtick-single = The sign ` here has no second one, so it is published as it is written: { $text }
    .hint = Write ` on both sides of the words that are code, or remove it. For the sign itself, write \`
base-url = { $place ->
        [option] The option --base-url: "{ $value }" is not the address of a portal
       *[file] "{ $value }" is not the address of a portal
    }
    .hint = Write the complete address without a user name, ? or #, for example https://senvang.lamgiang.gov.vn. If the portal lies in a folder of its host, write the folder too, with small letters, digits and hyphens: https://lamgiang.gov.vn/xa-sen-vang/
base-url-http = The address of the portal, "{ $value }", is not encrypted
    .hint = Install a certificate on the server, and write { $suggestion }
base-url-private = Citizens cannot open the address "{ $value }"
    .hint = Write the domain name of the agency, for example https://senvang.lamgiang.gov.vn. To try another address, use the option --base-url.
body-unshown = The text below the front matter is shown nowhere: an item of the kind { $kind } has no page of its own
    .hint = Remove the text, or write it on another page.
boolean-word = "{ $value }" must be written as true or false, without quotation marks
    .hint = Write { $suggestion }
bracket-extra = This { $sign } closes no bracket that is open
    .hint = Remove it, or write the bracket that fits the opening one.
bracket-unclosed = { $sign } is missing
    .hint = Write { $suggestion }
broken-image = This picture cannot be read
    .hint = Open it in a picture program and save it again as JPEG, PNG, WebP or SVG (an SVG needs a viewBox or a width and height).
call-argument = { $function } has no argument "{ $value }"
    .hint = { $near ->
        [none] It takes: { $known }
       *[other] Did you mean "{ $near }"? It takes: { $known }
    }
cascade-unused = No page below this section is of a kind with the key "{ $key }"
    .hint = Remove this line, or check the spelling of the key and the kind of the section.
choice-label = "{ $value }" is a name; its key word is needed here
    .hint = Write "{ $near }"
code-unclosed = The block of code that begins here has no end, so everything after it is code
    .hint = Write { $mark } on a line of its own after the last line of code. Where no code is meant, write \ before { $mark }.
colon-inside = A text with a colon must be in quotation marks
    .hint = Write { $suggestion }
colour = "{ $value }" is not a colour
    .hint = Write the colour with six digits after a #, for example { $key } = "#a6192e". A transparent colour cannot be used.
comma-extra = There is an extra comma
    .hint = Remove this comma.
comma-missing = A comma is missing between two items
    .hint = Write { $suggestion }
comment-in-text = All behind # is a comment and is not published: { $text }
    .hint = If it is part of the text, write { $suggestion }; if it is a comment, give it a line of its own.
comment-open = The comment <!-- does not end in its paragraph, so all readers would see it
    .hint = Write --> before the next empty line, or remove the comment.
comment-sign = A comment must begin with #
    .hint = Write { $suggestion }
component-unlinked = The portal { $value } does not name this portal as its parent portal
    .hint = Ask the agency of that portal to set parent in [agency] of its portal.toml to the address of this portal.
config-secret = The value of "{ $key }" looks like a secret
    .hint = portal.toml is read by many, and templates can write it into pages. Remove the value, and change the secret if somebody else has the file.
copy-of-feed = The source “{ $source }” is a feed; there is no folder of a channel to copy
    .hint = Leave out --from: a feed can only be fetched from its address.
copy-of-many = --from reads the channel of one source
    .hint = Name exactly one source: tamquan source sync NAME --from FOLDER
css = { $sort ->
        [rule] Style sheets have no rule "{ $value }"
        [end] The style sheet ends before a bracket that is open above is closed
        [value] This value or property is wrong
        [media] The condition of @media is wrong
        [selector] The selector here is wrong
        [import] The line @import stands before all other rules
        [url] The address in url() has a space or a bracket, or is not closed
        [text] This text in quotation marks is not closed before the end of its line
        [sign] This sign or word does not belong here
       *[sheet] This style sheet cannot be read
    }
    .hint = { $sort ->
        [end] Add the missing {"}"} or ).
        [import] Move the line to the start of the file.
        [url] Put the address in quotation marks: url("…").
        [text] Add the sign " at the end of the text.
       *[other] Correct the style sheet at this place; often a ; or {"}"} is missing just above.
    }
csv-heading = Column { $column } of this table has no heading
    .hint = Write a heading into the first row. If there is a title above the table, delete its row: the first row has the headings.
csv-heading-twice = Two columns have the heading "{ $value }"
    .hint = Give each column a heading of its own: a template that reads by heading sees only one of them.
csv-quote = A quotation mark that begins in this row is never closed
    .hint = Write " at the end of the cell. A quotation mark inside a quoted cell is written twice: "".
csv-quote-inside = Text follows a closed quotation mark in one cell
    .hint = Put the whole cell in quotation marks, and write those inside it twice: "the ""new"" village".
csv-row = This row has another number of cells ({ $found }) than the table has headings ({ $wanted })
    .hint = Give the row one cell for each heading, also where a cell is empty. A cell that contains the separator (, or ;) stands in quotes: "98,5".
data-empty = This data file is empty
    .hint = Write the data into the file, or delete it.
data-key = The key "{ $key }" has accents, spaces or signs
    .hint = Put the key in quotation marks: "{ $key }" = …
data-not-utf8 = The file is not UTF-8
    .hint = In Excel choose File > Save As > "CSV UTF-8 (Comma delimited) (*.csv)"; in another program choose the encoding UTF-8. If the letters are wrong in Excel too, convert the fonts to Unicode first.
data-office = This is a file of Excel or Word with the name of a data file
    .hint = Open it in Excel and choose File > Save As > "CSV UTF-8 (Comma delimited) (*.csv)".
data-too-large = With this file, the total size of all data files is more than { $limit } MB
    .hint = All data files are kept in memory while the portal is built. If a file is only for download, put it beside a page as an attachment.
date-day-first = The date "{ $value }" begins with the day
    .hint = Write year-month-day: { $suggestion }
date-far = The date { $value } is far away: { $years ->
            [1] 1 year
           *[other] { $years } years
        } after the day of the build
    .hint = Check the year. To publish on a later day, use publish_at.
date-form = "{ $value }" is not the form of a date or time
    .hint = Write { $suggestion }
date-hour = { $other } has an hour, but { $key } has only a day, so calendars show the event for the whole day
    .hint = Write the hour in both lines, for example 2026-11-24T08:00, or only the day in both.
date-impossible = The date or time { $value } does not exist
    .hint = Check the day, the month and the hour.
date-order = { $key } is earlier than { $other }
    .hint = Check both dates: one of them is wrong.
date-shape = "{ $value }" is not a date
    .hint = Write year-month-day, for example 2026-01-05, or with a time: 2026-01-05T08:00
date-year = The year in "{ $value }" cannot be correct
    .hint = Use a year from 1800 to 2200.
directory-two-roots = Two entries of directories give different root keys for the channel { $value }: { $first } and { $second }
    .hint = Nothing was added. Ask the agency by telephone, at a number that you already knew, which code of 64 digits is correct. Then add the source with --root. Inform the agency that keeps the directory.
document-number = "{ $value }" is not a document number
    .hint = Write the number as it is on the document, for example 15/QĐ-UBND, 02/2026/QĐ-UBND or 123/UBND-VX.
drawing-loads = This SVG loads "{ $value }", but browsers load nothing for a picture, so that this part of it is not shown
    .hint = Open it in a drawing program, embed its pictures, make outlines of its letters, and save it again.
drawing-namespace = This SVG lacks its xmlns, so that browsers do not show it
    .hint = Add to its first tag svg: xmlns="http://www.w3.org/2000/svg"
duplicate-id = The anchor "{ $value }" is used twice on this page
    .hint = Give one of the two anchors another name.
duplicate-language = The language "{ $value }" is already the default language
    .hint = Remove this table; the default language does not need a table.
duplicate-name = The name "{ $value }" is used twice
    .hint = Give one of the two another name.
duplicate-number = { $other } already has the number { $value } of the same issuer and year
    .hint = Check the number, the issuer and the date of issue; if it is one document, keep one of the two files.
duplicate-page = This file and { $other } are the same page in the same language
    .hint = Keep one of the two files, or add a language to the name of one file (name.en.md).
duplicate-url = The address { $url } is already used by { $other }
    .hint = Rename the file, or set another slug. Addresses that differ only in capital letters or accents count as the same address.
effective-early = The document takes effect more than half a year before its day of issue
    .hint = Check the years of both dates. If the document really has effect from then on, leave it as it is.
emphasis-open = These signs make nothing bold or italic: { $text }
    .hint = Write the signs on both sides directly at the words, with spaces only outside: **Conclusion** and. For a sign as it is, write \* or \_
empty-heading = This heading has no text
    .hint = Write the heading, or remove the # signs.
empty-value = This value is empty
    .hint = Fill in the value, or remove the line.
entity-shown = Readers see { $text } in place of the character that it stands for
    .hint = Type the character itself. If readers should see { $text }, put it between backticks.
environment-unknown = There is no environment "{ $value }": the portal has { $choices }
    .hint = { $form ->
        [name] Write one of these, or write the file portal.{ $value }.toml.
       *[no-name] Write one of these. A name of an environment has small letters without marks, digits and hyphens.
    }
exchange-absent = The channel has no { $role } at the place that its newest metadata gives
    .hint = { -exchange-kept } The channel may be changing at this moment: try again in a few minutes. If the problem continues, phone the publisher at a number that you already knew.
exchange-address = The address at { $host } cannot be used as a source: { $reason }
    .hint = Write the address as its publisher gives it, for example https://lamgiang.gov.vn/exchange/v1/chi-dao/
exchange-altered = The file { $file } was verified before, but it has changed since then
    .hint = Restore the file from git; or delete the folder { $folder } and fetch the content again: tamquan source sync. Do not edit files in exchange/ by hand.
exchange-body-attributes = The HTML element <{ $element }> in line { $line } of the text has { $count } attributes; the limit is { $limit }
    .hint = Remove the attributes of this element. { -exchange-body-other }
exchange-body-block = The text has no block with this name
    .hint = The text has these named blocks: { $choices }
exchange-body-canonical = The text has no usable address of the original page
    .hint = Write the complete address of the original page, beginning with https://. { -exchange-body-other }
exchange-body-deep = The HTML elements of the text are nested more than { $limit } levels deep at line { $line }
    .hint = Put fewer lists, tables and quotations inside each other. { -exchange-body-other }
exchange-body-elements = Up to line { $line }, the text already has more than { $limit } HTML elements
    .hint = Divide the text into shorter texts. { -exchange-body-other }
exchange-body-grown = The text is { $size } long after the program has cleaned it; the limit is { $limit }
    .hint = Divide the text into shorter texts. { -exchange-body-other }
exchange-body-long = The text is { $size } long; the limit is { $limit }
    .hint = Divide the text into shorter texts. { -exchange-body-other }
exchange-body-reopened = Up to line { $line }, the text opens too many formats (bold, italics, links …) without closing them
    .hint = Close each format in the paragraph that opens it. { -exchange-body-other }
exchange-body-tag = An HTML tag or comment in line { $line } of the text is longer than { $limit }
    .hint = Remove or shorten the tag or comment. Save pictures and files separately; do not write them into the text. { -exchange-body-other }
exchange-body-unstable = The HTML of the text gives a different result each time it is read, so it cannot be shown safely
    .hint = Write that part again in Markdown. { -exchange-body-other }
exchange-broken = An internal error occurred while the program fetched data from { $host }
    .hint = { -exchange-last-good } Run this command again: tamquan source sync. If the error occurs again, report it and describe what you did last.
exchange-budget-bytes = { $host } sends more than { $limit }, which is the limit for one sync
    .hint = { -exchange-kept } { -exchange-phone }
exchange-budget-requests = The sync with { $host } needs more than { $limit } requests, which is the limit for one sync
    .hint = { -exchange-kept } { -exchange-phone }
exchange-budget-time = The sync with { $host } was not finished after { $limit } minutes
    .hint = { -exchange-later }
exchange-certificate = The certificate of the host { $host } is not valid
    .hint = { -exchange-kept } { -exchange-phone }
exchange-certificate-early = The certificate of the host { $host } is not valid yet
    .hint = First check the date and time of this machine. { -exchange-kept } { -exchange-phone }
exchange-certificate-expired = The certificate of the host { $host } has expired
    .hint = First check the date and time of this machine. { -exchange-kept } { -exchange-phone }
exchange-certificate-issuer = The certificate of the host { $host } was not issued by an authority that browsers trust
    .hint = A network device or a virus scanner of your office may be intercepting the connection, or the network (a hotel, a public wifi) asks for a login: open any page in a browser, or ask your network administrator. { -exchange-kept } { -exchange-phone }
exchange-certificate-name = The certificate of the host { $host } was issued for another host name
    .hint = Check the spelling of the address. A network that asks for a login (a hotel, a public wifi) causes this fault too: open any page in a browser. { -exchange-kept } { -exchange-phone }
exchange-channel-lost = There is no channel at the address of the source any more: the file metadata/timestamp.json is missing
    .hint = { -exchange-kept } The publisher may have moved the channel, or left out files when it put its portal online. Phone the publisher at a number that you already knew.
exchange-copy-missing = The copy of the channel lacks the file { $file }
    .hint = { -exchange-kept } Copy the whole folder exchange/v1/CHANNEL/ of the publisher again, with metadata/ and targets/, then run the command again.
exchange-copy-no-channel = There is no channel in the folder that --from names
    .hint = Choose the folder that contains metadata/ and targets/: a copy of the folder exchange/v1/CHANNEL/ in the output of the portal that shares the channel.
exchange-copy-unreadable = The file “{ $file }” in the copy of the channel cannot be read ({ $reason })
    .hint = { -exchange-kept } Copy the folder of the channel again, without symbolic links, then run the command again.
exchange-differs = The parts of the channel do not match each other, or a file is not the one that the publisher signed
    .hint = { -exchange-kept } The channel may be changing at this moment: try again in a few minutes. If the problem continues, phone the publisher at a number that you already knew; do not try to bypass this check.
exchange-disk = { $path } cannot be read or written ({ $reason })
    .hint = Check that the disk is not full and that you have permission to read and write there. Then run the command again.
exchange-elsewhere = An address at { $host } is outside the source { $source }, so the program did not request it
    .hint = { -exchange-kept } { -exchange-phone }
exchange-encoded = { $host } sends data that is compressed or packed in a way that the program did not request ({ $value })
    .hint = { -exchange-kept } Inform the publisher: their host must send files as they are, without compression.
exchange-expired = The signature on the { $role } has expired
    .hint = { -exchange-kept } First check the date and time of this machine. If they are correct, phone the publisher: they must sign again with tamquan share resign
exchange-expired-root = The signature on the root keys of the channel has expired
    .hint = { -exchange-kept } First check the date and time of this machine. If they are correct, phone the publisher: they must get the root keys from the place where they are kept and sign a new version.
exchange-feed-encoding = The feed does not use the encoding that it declares, or the declared encoding is unknown
    .hint = { -exchange-last-good } Inform the agency that publishes the feed: the encoding should be UTF-8.
exchange-feed-entities = The feed declares its own entities (ENTITY, DOCTYPE), which can block a program that reads it
    .hint = { -exchange-last-good } Inform the agency that publishes the feed: it must remove these declarations.
exchange-feed-malformed = The feed is incomplete or not well-formed, near byte { $at }
    .hint = { -exchange-later }
exchange-feed-none = There is no RSS, Atom or JSON feed at this address
    .hint = { -exchange-last-good } Open the site of that agency, look for RSS and copy the address.
exchange-feed-too-deep = The feed is nested more than { $limit } levels deep
    .hint = { -exchange-last-good } Inform the agency that publishes the feed.
exchange-feed-too-large = The feed is larger than { $limit }
    .hint = { -exchange-last-good } Look for the feed of a single section, or inform the agency that publishes the feed.
exchange-garbled = The response of { $host } is not a valid response of a web server
    .hint = { -exchange-kept } { -exchange-phone }
exchange-head = The header of the response of { $host } is longer than { $limit }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-form = The shared data does not have the required form ({ $reason })
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-format = The shared data has format number { $value }; this program reads format number { $limit }
    .hint = { -exchange-kept } Update tamquan and run the command again.
exchange-item-many = The channel lists { $count } items; the limit is { $limit }
    .hint = { -exchange-kept } Inform the publisher: older items must be moved to a separate channel for each year.
exchange-item-other = The shared data does not match the list of the channel, or it contains a name twice: { $value }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-picture = The picture { $value } of the shared content cannot be shown, or it is too large
    .hint = { -exchange-kept } Inform the publisher: pictures must be complete JPEG, PNG or WebP files of at most 40 million pixels.
exchange-item-revision = The revision number (rev) of the shared content is not correct: it must begin with 1 and increase with every change
    .hint = { -exchange-kept } { -exchange-phone }
exchange-item-value = The value of "{ $key }" in the shared data is not valid
    .hint = { -exchange-kept } { -exchange-phone }
exchange-key-disk = The key file { $path } cannot be read or written ({ $reason })
    .hint = Check that the device that holds the keys is not full and that you have permission to read and write there. Then run the command again.
exchange-key-exists = The key file { $path } already exists; existing keys are not overwritten
    .hint = Choose another name. Do not delete the old key unless its signatures are no longer needed.
exchange-key-form = The file { $path } does not contain a key that can sign
    .hint = Give the correct name of the key file, or restore the file from your backup. A key file (Ed25519, PKCS #8) begins with the line -----BEGIN PRIVATE KEY-----. Never send a key file to another person.
exchange-key-missing = The key file { $path } does not exist
    .hint = Check the name. If the keys are kept on a separate device, connect the device and run the command again.
exchange-key-random = This machine does not provide random numbers, so the key could not be created
    .hint = Restart the machine and run the command again. If the problem continues, create the key on another machine.
exchange-lock-form = exchange.lock cannot be read ({ $reason })
    .hint = Restore the file from git. The program writes this file; do not edit it by hand. Do not delete it, because it records what the portal has accepted.
exchange-lock-old = exchange.lock was written by an older version of tamquan (format { $value })
    .hint = Delete exchange.lock and fetch all content again; the content is then verified from the beginning: tamquan source sync
exchange-lock-version = exchange.lock was written by a newer version of tamquan (format { $value })
    .hint = Update tamquan on this machine and run the command again.
exchange-malformed = The { $role } of the channel cannot be read
    .hint = { -exchange-kept } { -exchange-phone }
exchange-many-roots = The channel has changed its root keys more than { $limit } times since the version that this portal knows
    .hint = { -exchange-kept } { -exchange-phone }
exchange-missing = The signed list of the channel does not contain the file { $file }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-network = The program could not fetch data from { $host }: { $reason }
    .hint = { -exchange-later }
exchange-no-address = There is no host with the name { $host }
    .hint = Check your network connection and the spelling of the address. { -exchange-later }
exchange-no-channel = There is no channel at this address of { $host }
    .hint = { -exchange-kept } Check the spelling of the address: it ends with the name of the channel and a slash, such as https://lamgiang.gov.vn/exchange/v1/chi-dao/. If the address is right, ask the publisher whether the channel is online.
exchange-older = The channel sends an older version of the { $role } than the one that this portal accepted before
    .hint = { -exchange-kept } { -exchange-phone }
exchange-private = The name { $host } leads to { $address }, which is not the address of a public host
    .hint = No connection was made. Check the spelling of the address and ask your network administrator. { -exchange-kept } { -exchange-phone }
exchange-publisher = The channel now names another publisher: { $old } before, { $new } now
    .hint = The fetched data was not used; the content that you already had is unchanged. Ask the agency by telephone, at a number that you already knew, whether it has a new name or address. If it has, run this command with the name of the source: tamquan source sync --new-publisher
exchange-redirect = { $host } (status { $status }) redirects to another address: { $to }
    .hint = { -exchange-kept } The program does not follow the redirect. If that address is the login page of the network (a hotel, a public wifi), log in and run the command again. Otherwise phone the publisher; when they confirm the new address, correct the address of the source.
exchange-redirect-nowhere = { $host } (status { $status }) reports that the address has moved, but does not give the new address
    .hint = { -exchange-kept } Phone the publisher, ask for the correct address, and correct the address of the source.
exchange-restored = The file { $file } was not the one that its publisher signed; the signed version has replaced it
    .hint = The publisher is not responsible: the file was changed in this portal. Check in git who changed files in exchange/ or exchange.lock, and why.
exchange-root = The copy of the root keys of the channel that this portal holds cannot be used
    .hint = { -exchange-kept } Restore the file of the root keys from git. If that does not help, get the file again from the publisher in person, or compare its code by telephone.
exchange-root-first = No root keys of the channel match the code of root that was given
    .hint = { -exchange-kept } Compare the 64 digits of root with the code that the publisher has announced; if they still differ, phone the publisher.
exchange-share-broken = The channel at { $path } cannot be read
    .hint = Give the correct folder of the channel, or restore the folder from your backup. Do not create a new channel in its place: other portals would not trust it.
exchange-share-exists = This folder already contains a channel
    .hint = Continue to use that channel, or choose another folder for the new channel.
exchange-share-keys = The { $role } cannot be signed: the available keys are too few, or they are not the registered keys
    .hint = Nothing new was shared. Check the folder of keys; if the keys are kept on separate devices, connect all these devices and run the command again.
exchange-share-name = A shared file cannot have the name "{ $value }"
    .hint = Nothing new was shared. Use lower-case letters a–z, digits and - only.
exchange-share-number = A version number or an expiry date of the channel is outside the allowed range
    .hint = Nothing new was shared. Check the date and time of this machine; if they are correct, restore the channel from your backup.
exchange-signatures = The { $role } has signatures that are not valid, or too few signatures
    .hint = { -exchange-kept } { -exchange-phone }
exchange-slow = { $host } answers too slowly: the program waited { $limit } seconds
    .hint = { -exchange-later }
exchange-specification = The { $role } of the channel uses a version of the TUF specification that this program does not read
    .hint = { -exchange-kept } Update tamquan on this machine; if the problem continues, phone the publisher at a number that you already knew.
exchange-status = { $host } did not send the file; it returned the error { $status }
    .hint = { -exchange-later }. If the problem continues for days, ask the publisher whether the address is still correct.
exchange-status-odd = { $host } did not send the file; it returned an unexpected answer (status { $status })
    .hint = { -exchange-kept } { -exchange-phone }
exchange-tls = A secure connection (TLS) to { $host } could not be made
    .hint = { -exchange-kept } { -exchange-phone }
exchange-too-large = { $host } sends a file larger than { $limit }
    .hint = { -exchange-kept } { -exchange-phone }
exchange-unsigned = The file { $file } contains data that the publisher of "{ $source }" did not sign
    .hint = Nothing from this file is shown. Fetch the signed version again: tamquan source sync { $source }. Then check in git who changed files in exchange/ or exchange.lock, and why.
exchange-web-page = { $host } sent a web page in place of a file of the channel
    .hint = { -exchange-kept } Open any page in a browser: if the network (a hotel, a public wifi, a proxy of the office) asks for a login, log in and run the command again. Otherwise check the address; the host of the publisher must answer 404 for files that do not exist.
extra-key-near = The theme has no key "{ $key }"
    .hint = Did you mean { $near }?
facet-field = There is no field "{ $value }" to filter lists by
    .hint = Write the name of one of the fields of this kind.
facet-pair = A pair of facet_pairs names two different fields
    .hint = Write, for example, facet_pairs = [["field", "issued"]]
facet-pair-field = Lists of this section cannot be filtered by “{ $value }”
    .hint = They can be filtered by: { $choices }
facet-pair-field-near = Lists of this section cannot be filtered by “{ $value }”
    .hint = Did you mean { $near }?
facet-pair-twice = This pair of fields stands in facet_pairs already
    .hint = Remove it. The order of the two fields makes no other lists.
facet-pairs-below = facet_pairs has no effect here, because the list is a part of the one above
    .hint = Write it in { $place }
facet-pairs-large = This pair of fields makes { $count } lists for { $pages } pages
    .hint = Readers find more on fewer lists: name fields with fewer values. At most { $limit } lists are made, those with the most pages.
facet-pairs-many = facet_pairs names { $count } pairs, and a section has at most { $limit }
    .hint = Keep the pairs that readers ask for most. The search page narrows by all fields.
facet-pairs-no-facets = Lists of the kind { $kind } are not filtered by fields, so facet_pairs has no effect
    .hint = Remove it, or give the kind facets in kinds/{ $kind }.toml
field-name-taken = "{ $key }" is already a key of every page
    .hint = Give the field another name.
field-type = "{ $value }" is not a field type
    .hint = The types: string, text, date, datetime, integer, year, number, boolean, email, phone, url, file, image, page, document-ref, document-number, procedure-code, enum (needs values), list (needs of), record (needs fields).
field-type-needs = A field of the type { $value } needs the key { $key }
    .hint = { $key ->
        [of] Add the type of its items, for example of = "string"
        [fields] Add the fields within it, for example [fields.NAME.fields.name]
       *[values] Add the values to choose from, for example values = [{ "{" } value = "a", vi = "…", en = "…" { "}" }]
    }
file-ending = "{ $value }" is not the type of file that is needed here
    .hint = Convert the file to a type with one of these endings: { $choices }
file-name = This file name cannot be part of an address
    .hint = Rename it: letters, digits, - and _ are safe everywhere.
file-too-large = The file is larger than { $limit } MB
    .hint = Make it smaller, or put it on a service for videos or large data and link to it.
files-unnamed = Files beside pages that no page names: { $count }; they are published, and whoever knows their address can open them
    .hint = If they are meant for readers, link to them or write them into attachments; if not, move them out of content/: { $first }
files-unsafe = { $form ->
        [server] Source code of a server or a copy of a database, which everybody can download ({ $count }): { $named }
        [secret] Files with the names of those that hold keys or passwords, which everybody can download ({ $count }): { $named }
        [shortcut] Shortcuts, which open only on the computer that made them ({ $count }): { $named }
       *[program] Programs that are published although no page links to them ({ $count }): { $named }
    }
    .hint = { $form ->
        [secret] Move the file out of the folder of the portal, and change the password or key if it was online.
        [shortcut] Delete it, and copy the file that it leads to.
        [program] Move the file out of the folder of the portal. If visitors need it, link to it from a page.
       *[server] Move the file out of the folder of the portal: a portal is made of static pages and runs no programs on the server.
    }
footnote-missing = The footnote [^{ $value }] has no text
    .hint = Add a line [^{ $value }]: … at the end of the text, or remove the mark.
footnote-unused = This footnote is not used anywhere in the text, so it is not published
    .hint = Put its mark, [^…], at the right place in the text, or delete the footnote.
forbidden-character = This text contains a character that cannot be read ({ $value })
    .hint = Delete the character and type this part again; such characters often appear when text is pasted.
foreign-syntax = "{ $text }" is syntax of another program and is published as it is written
    .hint = { $form ->
        [hugo] Write { $suggestion } in place of it (around text: {"{%"} … {"%}"} and {"{% end %}"}), if a shortcode with this name is listed in docs/content.md or lies in templates/shortcodes/; otherwise remove it.
        [hugo-end] Write {"{% end %}"} in place of it, alone on its line.
       *[other] Remove it, or use what tamquan has for it (docs/content.md).
    } If readers should see these characters, put them between backticks.
form-elsewhere = "{ $value }" is on another host, and browsers send no answers there
    .hint = Write an address of this portal, for example /danh-gia
front-matter-fence = The line "{ $value }" neither opens nor closes the front matter
    .hint = Delete the line and type { $suggestion } again. Word turns three hyphens into a long dash: type them in a plain editor.
front-matter-fences = The front matter opens with one line and closes with another
    .hint = Both lines must be the same: +++ (key = value) or --- (key: value).
front-matter-missing = The file does not begin with its front matter
    .hint = Begin with a line +++, then title = "…", then another line +++, then the text.
front-matter-not-table = Front matter must be a list of keys
    .hint = Write lines such as title: Lễ hội
front-matter-twice = These lines are front matter in the middle of the text, so readers see them as a heading
    .hint = Move the keys to the front matter at the beginning of the file, and remove these lines.
front-matter-unclosed = The front matter has no closing line
    .hint = Put a line +++ (or ---, as at the start) between the keys and the text.
hold-unknown = This page is published, and this machine does not have its last right version, so nothing was written: the page would have vanished
    .hint = Correct the file; or add --published FOLDER with the sources of the portal (portal.toml, content/ …) as they were when it was last published. From the first build with --hold without errors on, this machine keeps the versions itself; on_error = "hold" below [build] in portal.toml makes every build do so.
home-hidden = The home page cannot have render = false
    .hint = Remove this line: a portal must have a home page.
home-section = The block { $key } of the home page needs a section of the kind “{ $kind }”
    .hint = Write { $key } = "{ $suggestion }"
html-active = The HTML element <{ $value }> loads or runs something, which no page may do
    .hint = Remove it with its contents. Videos and files have shortcodes (video, figure); link to maps and forms.
html-anchor = A place to link to is not made with <a { $value }="…">
    .hint = Write {"{"}#{"}"} with the id at the end of a heading: ## Article 1 {"{"}#dieu-1{"}"}, or <span id="dieu-1"></span> at the place.
html-attribute = The attribute "{ $value }" is not allowed in a text
    .hint = Remove the attribute. The theme decides the appearance; write links and pictures in Markdown.
html-attribute-missing = The attribute "{ $name }" is missing
    .hint = Write for example { $example }
html-attribute-twice = The attribute "{ $value }" is written twice in one tag
    .hint = Keep one of them.
html-element = The HTML element <{ $value }> is not allowed in a text
    .hint = Write this part in Markdown, or use a shortcode (figure, video, table, notice).
html-id = No part of the page has the id "{ $value }"
    .hint = Write the id of a part of this page, or remove the attribute.
html-indented = The lines from here on are indented after an empty line, so they become code, which may not stand in <{ $parent }>
    .hint = Remove the empty line before them, or the spaces at their beginnings.
html-missing = <{ $value }> has no <{ $wanted }> where it needs one
    .hint = Add <{ $wanted }> at its place, or remove <{ $value }>.
html-order = <{ $value }> may not come after <{ $before }>
    .hint = The order in <table> is caption, colgroup, thead, tbody, tfoot; <details> begins with its only <summary>.
html-part = <{ $value }> may stand only within <{ $parent }>
    .hint = Put it into <{ $parent }>, or remove it; tables and lists in Markdown need no tags.
html-place = <{ $value }> may not stand in <{ $parent }>
    .hint = Close <{ $parent }> before it, or make it a block of its own with an empty line before and after it.
html-syntax = This HTML is not complete
    .hint = Check < and >. To show them as text write &lt; and &gt;
html-text = Words may not stand directly in <{ $value }>
    .hint = Put them in an element inside it: <td> in a table, <li> in a list.
html-unbalanced = The HTML element "{ $value }" is not opened and closed in the same place
    .hint = Close it in the paragraph or block where it was opened.
html-value = The attribute "{ $name }" may not be "{ $value }"
    .hint = Write for example { $example }
html-void = The element <{ $value }> has no closing tag </{ $value }>
    .hint = Write <{ $value }>
identity-contrast = The colour { $value } of { $key } is too faint on the page: a contrast of { $contrast } : 1, where { $least } : 1 is needed
    .hint = Write { $key } = "{ $near }": it is the nearest tone that is seen on all grounds of the page.
identity-picture-elsewhere = The picture { $value } is on another site
    .hint = Save the picture in static/images/ and write, for example, emblem = "/images/emblem.svg": a page loads nothing from elsewhere.
identity-unused = This colour has no effect: no style sheet takes it
    .hint = Add @import "_identity.css" to the style sheet of the theme in static/css/, behind the colours of the theme; if the theme has a file css/_identity.css of its own, rename that file.
image-alt-alone = There is a description of a picture (image_alt), but no picture
    .hint = Add a line image with the name of the picture, or remove this line.
image-elsewhere = The picture { $value } is on another site
    .hint = Save the picture beside the page and write its file name: pages load nothing from other sites.
image-format = This is a { $format } picture: many browsers cannot show it, and the place and camera in it cannot be removed
    .hint = Save the picture as JPEG or PNG, and scans of several pages as PDF.
image-heic = This is an HEIC picture of an iPhone, which browsers cannot show
    .hint = Save the picture as JPEG. On the iPhone: Settings, Camera, Formats, Most Compatible.
image-in-text = The picture stands in the text itself as code (data:…), not in a file
    .hint = Save the picture as a JPEG or PNG file beside the page, and write the name of the file.
image-too-large = This picture has more than { $limit } million pixels
    .hint = Save the picture at a smaller size; a width of 2,000 pixels is enough.
image-too-long = A side of this picture is longer than { $limit } pixels
    .hint = Save the picture at a smaller size, or cut it into several pictures; 2,000 pixels are enough for a side.
image-without-alt = The picture has no description
    .hint = Describe what the picture shows, for people who cannot see it: ![description](picture.jpg), or image_alt = "…".
import-ahead = { $count ->
        [1] 1 item of the source “{ $source }” has
       *[other] { $count } items of the source “{ $source }” have
    } a publication date in the future, for example “{ $value }”; these dates are not shown
    .hint = The items are still shown, after the items that have a date. Ask the publisher to correct the dates.
import-cut = This item of the source “{ $source }” has more content than this portal shows: { $keys }
    .hint = Nothing has to be corrected. The page links to the original, which has the complete content.
import-kind = This item of the source “{ $source }” is of the kind “{ $kind }”, which this portal does not fully support: it is shown as a plain page
    .hint = Nothing has to be corrected. To show all fields of the item, update tamquan or add the kind to the kinds folder.
include-arguments = This include has too few or too many arguments
    .hint = Name a page of this portal: include(path="@/lien-he.md"), with block="…" for a part of it. Or name a source and one item, for example include(source="chinh-phu", item="cong-dien-05"), or a source and the number of newest items, from 1 to 100: include(source="chinh-phu", latest=5).
include-circle = Texts include each other more than { $limit } levels deep
    .hint = If two texts include each other, remove one of the includes. Otherwise include the innermost text itself.
include-ended = The source “{ $source }” has withdrawn “{ $value }”, or no longer lists it
    .hint = The page is built with a notice in place of the item. Remove this include, or include another item.
include-expired = { $value } has ended (expires_at), so it cannot be shown within another page
    .hint = The page is built with a notice in place of the text. Remove this include, or name another page.
include-no-block = “{ $value }” has no block named “{ $block }”
    .hint = The page is built and links to the whole item. The item has these named blocks: { $choices }
include-no-blocks = “{ $value }” has no block named “{ $block }”, and no other block with a name
    .hint = The page is built and links to the whole item. Remove block="…" to show the whole item.
include-not-fetched = The item “{ $value }” of the source “{ $source }” has not been fetched yet
    .hint = Run: tamquan source sync
include-of-feed = “{ $source }” is a feed without signatures: only its list can be shown, not a whole item
    .hint = Write include(source="{ $source }", latest=5) to show the newest entries.
include-of-imported = { $value } is a page of the source “{ $source }”, not one of this portal
    .hint = Write include(source="{ $source }", item="{ $id }"), so that readers see who published the text.
include-of-itself = This include leads back to its own page: { $way }
    .hint = Remove one of the includes between these files.
include-unknown = The source “{ $source }” has no item “{ $value }”
    .hint = See the items of the source with: tamquan source list
include-unknown-near = The source “{ $source }” has no item “{ $value }”
    .hint = Did you mean “{ $near }”? See the items of the source with: tamquan source list
include-waiting = The item “{ $value }” of the source “{ $source }” is waiting for approval, so it is not shown yet
    .hint = Check the item, then accept it with: tamquan source update { $source } { $value }
indentation = The indentation of this line does not fit the lines above
    .hint = Keys of one table must begin in one column; so must the signs - of one list, each with a space behind it.
index-at-root = The file index.md is not allowed here
    .hint = Use the file content/_index.md for the home page
index-near = The name of this file is close to { $suggestion }, so it is published as a page of its own
    .hint = If it is the page of this section or folder, rename it to { $suggestion }; if it is a copy, delete it.
invisible-character = This text contains an invisible character ({ $value })
    .hint = Delete the character and type this part again.
issued-future = The date of issue { $value } is after the day of the build
    .hint = Check the date. If the document is not issued yet, publish it later: publish_at = { $value }
item-empty = No words follow this "{ $mark }", so it is an empty item
    .hint = Join it to the line below: { $mark } words
items-in-line = Several items stand in one line: { $text }
    .hint = Write each item on a line of its own.
items-in-text = "{ $value }" counts as one item although it has a comma
    .hint = If it is several items, write { $several }; if it is one, write { $one }
json-comment = JSON has no comments
    .hint = Remove this comment.
json-lines = In JSON, a text cannot go on in the next line
    .hint = Join the lines; write \n where a new line begins.
json-quote = In JSON, texts stand between straight quotation marks ", not { $value }
    .hint = Write { $suggestion }
json-rest = Something follows the complete value
    .hint = Remove it; several values stand in one list [ ], divided by commas.
json-value = "{ $value }" is not a value of JSON
    .hint = Write { $suggestion }
key-below-table = { $keys }: this is below [{ $table }], so it is not read
    .hint = Move it above the line [{ $table }], directly after the opening line.
key-elsewhere = The key { $key } belongs below [{ $table }]
    .hint = Move this line below the line [{ $table }], and add that line if it is not there.
key-letters = "{ $key }" cannot be a key: a key has only letters without accents, digits, - and _
    .hint = Write the key as in the documentation, for example title = "…"
key-not-text = This key is not a text
    .hint = Write the key in letters, for example title: Festival
key-twice = The key "{ $key }" is already in line { $line }
    .hint = Remove one of the two, or join them.
json-key-twice = The key "{ $key }" is there twice in one object
    .hint = Delete one of the two, or rename it.
key-without-effect = { $place ->
        [home] The key "{ $key }" has no effect on the home page
        [hidden] The key "{ $key }" has no effect in a section with render = false, which has no page of its own
        [item] The key "{ $key }" has no effect here: content of this kind has no page of its own
        [cascade] The key "{ $key }" cannot stand below [cascade]
        [beside-hidden] "{ $key }" has no effect beside hidden = true
        [page] The key "{ $key }" has no effect in a page
        [term] The key "{ $key }" has no effect in the text of a term, which has the address of the term
       *[section] The key "{ $key }" has no effect in a section
    }
    .hint = { $place ->
        [beside-hidden] Remove one of the two lines: hidden = true leaves the page out of lists, search and search engines alike.
        [page] Remove this line, or write it in the file _index.md of the section.
        [term] Remove this line.
       *[other] Remove this line, or write the key in the pages that it is about.
    }
kind-bounds = min is { $min } and larger than max, which is { $max }, so no number is valid
    .hint = Swap the two numbers, or correct one of them.
kind-field-type = { $key } can only be used with a field of the type { $wanted_types }, but "{ $value }" is of the type { $type }
    .hint = Remove the key { $key }, or change the type of the field.
kind-name = { $key } refers to "{ $value }", but there is no such name here
    .hint = Choose one: { $choices }
kind-name-near = { $key } refers to "{ $value }", but there is no such name here
    .hint = Did you mean "{ $near }"?
language-code = "{ $value }" is not a language code
    .hint = Write two letters, for example vi or en; where a language has several scripts or countries, also these: zh-Hant, pt-BR.
language-code-near = { $form ->
        [country] "{ $value }" is the code of a country, not of a language
        [letters] The code of this language is not written "{ $value }"
       *[long] The code of this language has two letters and is not "{ $value }"
    }
    .hint = Write { $suggestion }
language-suffix = "{ $value }" in the name of this file is not the code of a language
    .hint = Rename it to { $suggestion }
leading-zero = A number does not begin with the digit 0
    .hint = For a telephone number or a code, write { $text }; for a number, write { $suggestion }
legacy-encoding = "{ $value }" is written in an old encoding (TCVN3, VNI …), not in Unicode
    .hint = Convert the text to Unicode and paste it again.
line-without-key = This line has no key and value
    .hint = Write a key and a value, for example title = "Festival" (between lines ---: title: Festival). A comment begins with #.
link-backslash = "{ $value }" contains the backslashes of Windows
    .hint = Write { $suggestion }
link-bare-email = "{ $value }" is an e-mail address and not a file
    .hint = Write { $suggestion }
link-bare-host = "{ $value }" is the address of a website without https://
    .hint = Write { $suggestion }
link-bare-phone = "{ $value }" is a telephone number and not a file
    .hint = Write { $suggestion }
link-bare-query = "{ $value }" has no address of a page before its ?
    .hint = Write the whole address, for example /tim-kiem/?q=khai+sinh
link-broken = This address is broken over two lines, so the link leads to { $value }
    .hint = Write the whole address on one line, without spaces.
link-contact = "{ $value }" is no mail address and no telephone number
    .hint = Write it in full, for example mailto:vanphong@xa.gov.vn or tel:02993812345
link-definition-unused = The line [{ $value }]: … gives an address to a link that the text does not have, so it is not published
    .hint = If the line is for readers, write \[ in place of [; otherwise delete it.
link-drive = "{ $value }" is a file on your own computer or network; readers cannot open it
    .hint = Copy the file beside the page, and write only the name of the file.
link-empty = This link leads nowhere
    .hint = Write the address between the parentheses, or remove the square brackets.
link-ended = The link { $value } led to a page of another portal; that page is no longer shown here, or its kind has changed
    .hint = The words of the link stay, but they are no longer a link. Remove the link, or link to another page.
link-file = There is no file { $value }
    .hint = Put the file beside the page, or put it in static/ and begin the address with /. Check the spelling and the capital letters.
link-file-near = There is no file { $value }
    .hint = Did you mean { $near }?
link-fragment = { $value }: the page exists, but it has no such anchor
    .hint = Open that page and copy the address of the heading.
link-fragment-near = { $value }: the page exists, but it has no such anchor
    .hint = Did you mean #{ $near }?
link-gap = There is a space between ] and (, so this is no link: { $text }
    .hint = Remove the space: ]({ $value })
link-hidden-section = { $value } has render = false and so no page of its own
    .hint = Link to a page of this section, or remove render = false.
link-invalid = "{ $value }" is not the address of a website
    .hint = Open the website in a browser, and copy its address again.
link-leaves = This is a symbolic link that tamquan may not follow
    .hint = Replace the link with a copy of the file or folder. A link may lead only to files that the site may publish: it must not lead out of the folder of the site, to hidden folders, or from another folder into content/, which contains drafts. The folders that tamquan writes (.tamquan, exchange, the output folder) must not contain links.
link-loop = This link leads back to a folder that contains the link
    .hint = Remove the link.
link-mistyped = The beginning of the address "{ $value }" is mistyped
    .hint = Write { $suggestion }
link-or-note = "{ $value }" is no path, so this is no link
    .hint = For a note, write { $words } ({ $value }). For a link, write the page or file in the parentheses, such as @/to-chuc/mau.md
link-page = There is no page { $value }
    .hint = Write the name of the content file, for example @/van-ban/quyet-dinh-15.md
link-page-near = There is no page { $value }
    .hint = Did you mean { $near }?
link-password = The address of { $value } has a user name or a password in it, which all readers would see
    .hint = Remove what stands before the @; if it is a real password, change it.
link-quoted = "{ $value }" has quotation marks around the address
    .hint = Write { $suggestion }
link-reference = No line says where [{ $value }] leads
    .hint = Write the address in parentheses: [words](address)
link-reversed = The brackets are the other way round, so this is no link: { $text }
    .hint = Write { $suggestion }
link-scheme = Links of the form "{ $value }" are not allowed
    .hint = Use https:, http:, mailto: or tel:
link-spaces = The path "{ $value }" has spaces, so this is no link
    .hint = Write ({ $suggestion })
link-this-machine = "{ $value }" is an address of this computer or of a private network, which nobody else reaches
    .hint = Write the file of the page: @/tin-tuc/le-hoi.md, or its address from the first slash: /tin-tuc/le-hoi/
link-title = The title of this link has quotation marks within it, so this is no link: { $text }
    .hint = Write ({ $suggestion })
link-twice = This address stands twice, as Outlook copies it: { $value }
    .hint = Remove the part in < >
link-unclosed = The bracket ) is missing, so this is no link: { $text }
    .hint = Write ) after the address.
link-unopened = The bracket [ is missing, so this is no link: { $text }
    .hint = Write [ before the words of the link.
link-unpublished = { $value } is not published: it is a draft, or its publication time is in the future
    .hint = Publish that page first, or name another page; a link in a text can be removed instead.
link-without-text = This link has no words to select
    .hint = Write between the square brackets where the link leads.
locked = Another build of { $folder } is running
    .hint = Wait until that build has finished.
look-alike-d = "{ $value }" was typed with Ð or ð, which only look like the Vietnamese letter; it is published with Đ
    .hint = Nothing is lost. To end this message, replace Ð by Đ and ð by đ in the whole file.
lost-character = In "{ $value }", the sign � or ? stands for a letter that was lost
    .hint = Type the word again as it is in the original.
mark-after-fixed-space = A fixed space (U+00A0) stands before "{ $mark }", so the line is published as it is written
    .hint = Delete the space before it: { $suggestion }
mark-without-space = There is no space after "{ $mark }" (a fixed space of Word is none), so the line is published as it is written
    .hint = Write { $suggestion }
markdown-in-html = Within HTML, this is published as it is written: { $text }
    .hint = Put an empty line after the opening tag and before the closing one, or write HTML: <strong>, <a href="…">
markup-in-text = "{ $text }" is shown as it is written: front matter has words and no markup
    .hint = Write only the words: { $suggestion }
measure-site = The site id of the measuring system has digits alone
    .hint = Write the id that the operator of the system gave you, for example site_id = 4711.
menu-depth = A menu has three levels, and this item is on the third one
    .hint = Remove children here, and move these items up.
menu-empty = This menu has no items
    .hint = Add from = "tree", or items; if the menu is not used, remove it.
menu-entry-long = The entry "{ $value }" is longer than { $limit } letters, for which the row of the menu has no room
    .hint = Give this entry a shorter title; the page keeps its full name.
menu-item-expired = The entry { $value } of a menu leads to a page that has expired, and is left out
    .hint = Remove the entry, or give the page a later expires_at.
menu-item-target = A menu item needs either page or url
    .hint = Write page = "@/…/_index.md", or url = "https://…" with a title.
menu-item-targets = This item of the menu has both page and url
    .hint = Keep page if the item leads to a page of the portal, and url if it leads elsewhere.
menu-item-twice = The item that leads to { $value } stands twice in one group of the menu
    .hint = Remove one of them.
menu-long = The main menu has { $count } entries; the row of the menu holds { $limit } beside the home page
    .hint = Put entries of one kind into a group: { "{" } title = "…", children = [ … ] { "}" }
menu-two-sources = This menu has both from and items
    .hint = Keep from for the tree of sections, or items for a list of your own.
menu-unused = The theme shows no menu with the name "{ $value }"
    .hint = Rename it to one of those that it shows: { $choices }
menu-unused-near = The theme shows no menu with the name "{ $value }"
    .hint = Did you mean "{ $near }"?
merge-conflict = Git left a mark of two versions of these lines
    .hint = Keep the right version, and delete the lines that begin with <<<<<<<, ======= and >>>>>>>.
missing-field = "{ $label }" ({ $key }) is missing; every page of the kind { $kind } needs it
    .hint = Add this line, with the value of your page: { $suggestion }
missing-field-if = "{ $label }" ({ $key }) is missing; a page of the kind { $kind } with { $condition } needs it
    .hint = Add this line, with the value of your page: { $suggestion }
missing-key = "{ $key }" is missing
    .hint = Add a line { $key } = …
missing-title = The title is missing
    .hint = Add a line title = "…"
mount-no-section = There is no section “{ $value }” to receive the items
    .hint = Create the file content/{ $value }/_index.md with the title of the section, or correct the value of into.
mount-no-section-near = There is no section “{ $value }” to receive the items
    .hint = Did you mean “{ $near }”? If not, create the file content/{ $value }/_index.md with the title of the section.
mount-of-feed = “{ $value }” is a feed without signatures: its entries cannot become pages
    .hint = Show its entries with include(source="{ $value }", latest=5) in a page.
mount-taken = An item of another portal did not become a page, because another page already has its place
    .hint = The existing page is unchanged. To show both pages, rename the page of this portal, or change into of the mount in portal.toml.
name-of-device = The address “{ $value }” has a name that Windows keeps for devices: a portal that is copied to its host from Windows would lack it
    .hint = Set another slug, or rename the file.
name-of-program = The program makes the file { $url } itself
    .hint = Remove this file, or give it another name.
no-environments = There is no environment "{ $value }"
    .hint = { $form ->
        [name] Write the file portal.{ $value }.toml beside portal.toml, with what is other there, for example base_url and indexed = false.
       *[no-name] Write the file portal.NAME.toml beside portal.toml, with what is other there, for example base_url and indexed = false. NAME has small letters without marks, digits and hyphens.
    }
no-site = There is no portal.toml in { $folder }
    .hint = Give the folder of a portal, or create a new portal: tamquan new FOLDER
no-slug = No address can be made from this name
    .hint = Use a name with letters or digits; a page can also have slug = "…" of lower-case letters a–z, digits and -
no-theme = There is no theme "{ $value }"
    .hint = Write { $key } = "…" with a theme that there is: { $choices }. A theme of your own lies in themes/NAME/, where NAME has small letters without marks, digits and hyphens.
not-a-channel = “{ $value }” is not the address of a channel
    .hint = The address of a channel ends with its name and a slash, for example https://lamgiang.gov.vn/exchange/v1/chi-dao-dieu-hanh/
not-a-choice = "{ $value }" is not one of the values
    .hint = Choose one: { $choices }
not-a-choice-near = "{ $value }" is not one of the values
    .hint = Did you mean "{ $near }" ({ $name })? Values: { $choices }
not-a-digest = “{ $value }” is not a SHA-256 code
    .hint = Write the 64 digits 0–9, a–f that the publisher has announced.
not-a-duration = “{ $value }” is not a length of time
    .hint = Write a number with m (minutes), h (hours) or d (days), for example "6h"; or write "never" to fetch the source only when tamquan source sync is run.
not-a-host = “{ $value }” is not the host of a portal
    .hint = Write only the host name, without https://, port and folder, for example lamgiang.gov.vn; an ending that many portals share, for example gov.vn, is not allowed.
not-a-name = “{ $value }” cannot be a name
    .hint = A name has only lower-case letters without accents, digits and hyphens, and begins with a letter or digit, for example chi-dao-dieu-hanh.
not-a-number = { $form ->
        [integer] "{ $value }" is not a whole number
       *[number] "{ $value }" is not a number
    }
    .hint = { $form ->
        [integer] Write a whole number in digits, without a unit, decimals and signs between thousands, for example 12000
       *[number] Write a number in digits, without a unit and signs between thousands, with decimals behind a point, for example 12000 or 1.5
    }
not-a-phone = "{ $value }" is not a telephone number
    .hint = Write the number with its area code, for example 0299 3812 345.
not-a-slug = "{ $value }" cannot be part of an address
    .hint = Use lower-case letters a–z, digits and - only.
not-a-slug-near = "{ $value }" cannot be part of an address
    .hint = Write { $suggestion }
not-a-url = "{ $value }" is not an address
    .hint = Begin the address with https://
not-an-email = "{ $value }" is not an e-mail address
    .hint = Write the complete address, for example vanphong@senvang.lamgiang.gov.vn
not-an-image = { $value } is not a picture that every browser shows
    .hint = Write the name of a JPEG, PNG, WebP, GIF or SVG file.
not-nfc = In this file, accents are stored separately from their letters
    .hint = The program could read the file. To remove this message, save the file in Unicode NFC.
not-utf8 = The file is not UTF-8
    .hint = Save it as UTF-8; in a word processor choose "Unicode (UTF-8)".
not-waiting = The source “{ $source }” has no item “{ $value }” that is waiting for approval
    .hint = These items are waiting for approval: { $choices }
nothing-waiting = The source “{ $source }” has no item “{ $value }” that waits for approval
    .hint = Nothing of this source is waiting now. To see what is held: tamquan source list { $source }
notice-without-end = This emergency notice has no ends, so every page shows it until somebody removes it
    .hint = Write when it ends, for example ends = 2026-11-25T18:00
number-case = The capital and small letters of "{ $value }" are not those on documents
    .hint = Write { $suggestion }
number-dash = "{ $value }" contains a dash of Word in place of the hyphen (-)
    .hint = Delete the dash and type it again: { $suggestion }
number-day = The { $value } of this portal was issued on { $issued } (day/month/year), not on { $written } ({ $other })
    .hint = Check the day. If a document of another agency is meant, add its name: "… của …".
number-form = "{ $value }" is not how numbers are written here
    .hint = Decimals follow a point, and nothing divides the thousands: { $suggestion }. If it is not a number, put it in quotation marks.
number-out-of-bounds = { $form ->
        [least] { $key } is less than { $min }
        [most] { $key } is more than { $max }
       *[both] { $key } must be between { $min } and { $max }
    }
    .hint = { $form ->
        [least] Write { $min } or a larger number.
        [most] Write { $max } or a smaller number.
       *[both] Write a number from { $min } to { $max }.
    }
number-out-of-range = This number is too large
    .hint = Correct the number, or put it in quotes if it is a name.
number-plain-d = "{ $value }" has D in place of Đ
    .hint = Write { $suggestion }
number-prefix = "{ $value }" has words before the number
    .hint = Write only the number: { $suggestion }
number-sign = A sign or digit of "{ $value }" is of another kind, although it looks alike
    .hint = Write { $suggestion }
number-spaces = The number "{ $value }" contains spaces
    .hint = Write { $suggestion }
number-suffix = Words or a year stand behind the number in "{ $value }"
    .hint = Write only the number: { $suggestion }. The year is that of the day of issue; in a reference, write "{ $suggestion } năm …".
number-type = The number { $value } contains { $code }, but the field type requires { $type_code }
    .hint = Check which of the two is correct.
number-year = The year in { $value } is not the year of issue ({ $year })
    .hint = Check the number and the date of issue.
one-email = "{ $value }" is several e-mail addresses; only one can be written here
    .hint = Keep one of them, for example { $suggestion }
one-of = A { $kind } needs one of these keys: { $keys }
    .hint = Add one of these keys.
one-of-record = This item needs one of these keys: { $keys }
    .hint = Add one of these keys.
one-phone = "{ $value }" is several telephone numbers; only one can be written here
    .hint = Keep one of them, for example { $suggestion }
original-elsewhere = { $count } items of the source “{ $source }”, for example “{ $value }”, give an original page on a host that is not the host of the channel
    .hint = The pages of these items link to { $url } instead. If the publisher does have pages on that host, add the host to hosts in [sources.{ $source }].
output-foreign = The output folder { $folder } contains files that tamquan did not write
    .hint = Choose an empty folder with -o, or add --force if everything in this folder may be deleted.
output-inside-sources = The output folder { $folder } is inside a folder of source files, or it contains a folder of source files
    .hint = Choose a folder beside the source files, for example -o public
output-unwritable = The program cannot write { $folder } ({ $reason })
    .hint = Check that the disk is not full and that you have permission to write there. The site that was published before is unchanged.
page-break = This text has page breaks of a PDF or of Word (U+000C); they are read as spaces
    .hint = Nothing is lost. To end this message, delete the page breaks in the whole file.
page-too-large = This template creates a page of more than { $limit } MB
    .hint = Look for a loop inside a loop, or show fewer items on a page (paginate_by).
pages-column = The table { $file } has no column “{ $value }”
    .hint = { $languages ->
        [none] Write a heading of the table as it stands there. It has: { $columns }
       *[other] Write a language of the portal ({ $languages }), or a heading of the table as it stands there: { $columns }
    }
pages-column-value = The meaning of the column “{ $value }” is neither a key nor false
    .hint = Write the key that the cells are values of, such as "{ $value }" = "title", or "{ $value }" = false for a column that is left out.
pages-from = “{ $value }” is not the path of a table
    .hint = Write the path of a .csv or .json file from the folder of the portal: from = "data/….csv"
pages-from-missing = There is no table “{ $value }”
    .hint = Put the table there, or correct the value of from.
pages-from-missing-near = There is no table “{ $value }”
    .hint = Did you mean { $near }? If not, put the table there.
pages-into = “{ $value }” is not the folder of a section
    .hint = Write the folder below content/, such as into = "thu-tuc".
pages-key = Pages of the kind { $kind } have no key “{ $key }”
    .hint = Write a key of the kind or of every page; a value for templates is written "extra.{ $key }", and false leaves the column out.
pages-no-section = There is no section “{ $value }” to receive the pages of the table
    .hint = Create the file content/{ $value }/_index.md with the title of the section, or correct the value of into.
pages-no-section-near = There is no section “{ $value }” to receive the pages of the table
    .hint = Did you mean “{ $near }”? If not, create the file content/{ $value }/_index.md with the title of the section.
pages-twice = The table { $value } is named twice for this section
    .hint = Remove one of the two entries [[pages]]; or, if the rows are pages in two languages, write language = "…" in one of them.
parent-differs = The directory “{ $source }” lists this portal as a component of { $value }, but portal.toml says something different
    .hint = Set parent in [agency] to the name and address of that portal, or ask the agency that keeps the directory to correct it.
path-character = "{ $value }" cannot be an address
    .hint = Use lower-case letters a–z, digits, -, _ and /, and end the address of a page with /
path-escapes = "{ $value }" leads out of the site
    .hint = Remove .. and empty parts.
path-long = A part of the address “{ $value }” has more than { $limit } bytes, so a server cannot store the file
    .hint = { $sort ->
        [file] Give the file a shorter name.
        [list] The term or value that the address is made of is too long: shorten it in the pages.
       *[page] Write a shorter slug or path; if the address is in aliases, shorten that one.
    }
picture-none = The template calls picture without an image
    .hint = Test for the image with if before the call, or give the page an image.
policy-host = "{ $value }" is not the name of a host
    .hint = Write the whole name of one host: https://maps.example. The policy cannot be opened for all hosts, nor for scripts within a page.
policy-host-near = A host is not written "{ $value }"
    .hint = Write { $suggestion }
policy-host-own = { $value } is the host of this portal, which is always allowed
    .hint = Remove this entry.
policy-unlisted = No page tells readers that the portal uses { $value }
    .hint = Add template = "privacy.html" to the front matter of the page about personal data.
portal-not-listed = The directory of the portal { $value } does not list this portal
    .hint = Ask the agency that keeps the directory to add the address of this portal.
preview-at-work = A preview of { $folder } is already running
    .hint = Use that preview, or stop it first with Ctrl+C in its terminal.
preview-broke = The preview has stopped because of an internal error
    .hint = Start the preview again. If the error occurs again, report it and describe what you did last.
preview-port = The preview cannot listen on port { $port } ({ $reason })
    .hint = Choose another port, for example --port 8000
private-key = This file contains a private key and would be published
    .hint = Move the file out of the folder of the portal. If the file was ever published or committed, other people may have the key: create a new key and revoke this one.
procedure-code = "{ $value }" is not a procedure code
    .hint = Write the code in quotes as in the national database, for example "1.004873".
program-fault = The program has an internal error: { $message }
    .hint = This is an error in the program, and your files are not necessarily the cause. Nothing was written, and the published site is unchanged. Please send this message, the line in the terminal that begins with “tamquan:”, and the output of “tamquan --version” to the developers of the program. If a file is named above, the build may succeed without that file.
provisional-host = The portal still has the provisional host { $value }
    .hint = Write the host of your agency as base_url in portal.toml.
provisional-text = { $count ->
            [1] 1 place
           *[other] { $count } places
        } in { $files ->
            [1] 1 file
           *[other] { $files } files
        } not filled in yet (SỬA, provisional values, boxes with guidance)
    .hint = Replace the provisional values, the places with SỬA and the boxes with guidance by the real text, beginning with { $first }.
publisher-elsewhere = The source “{ $source }” gives the name “{ $value }” and the address { $url }, which is not on the host of the channel
    .hint = Pages name the host of the channel as their source. When the agency has confirmed its name, write name and hosts in [sources.{ $source }].
publisher-our-name = The source “{ $source }” uses the name of this portal as the name of its publisher
    .hint = Pages name the host of the channel as their source, not that name. Ask the publisher, or write name in [sources.{ $source }].
quote-curly = The outer quotation marks must be straight: "
    .hint = Write { $suggestion }
quote-inside = This straight quotation mark ends the text too early
    .hint = Inside, use “ ” or \": { $suggestion }
quote-missing = This text must be in quotation marks
    .hint = Write { $suggestion }
quote-unclosed = The quotation mark at the end of the text is missing
    .hint = Write { $suggestion }
record-cell-empty = The cell of the column “{ $value }” is empty; every page of this table needs a value there
    .hint = Write the value into the cell, or delete the row.
record-cell-empty-if = The cell of the column “{ $value }” is empty; a page with { $condition } needs a value there
    .hint = Write the value into the cell, or correct the other cell of this row.
record-cell-type = This cell must hold { $wanted }
    .hint = Write { $suggestion }
record-column = Nobody knows what the column “{ $value }” means
    .hint = In portal.toml, below [[pages]], say which key it is, or leave the column out: columns = {"{"} "{ $value }" = false {"}"}
record-column-missing = The table has no column “{ $label }” ({ $key }); every page of the kind { $kind } needs it
    .hint = Add the column, or say in portal.toml, below [[pages]], which column it is: columns = {"{"} "…" = "{ $key }" {"}"}
record-column-near = Nobody knows what the column “{ $value }” means
    .hint = Did you mean “{ $near }”? If not, say in portal.toml, below [[pages]], which key it is, or leave the column out: columns = {"{"} "{ $value }" = false {"}"}
record-column-parts = The value of “{ $value }” ({ $key }) has parts of its own, for which one cell has no room
    .hint = Take the table as JSON, write these values into the text of the page, or leave the column out: columns = {"{"} "{ $value }" = false {"}"}
record-column-twice = The columns “{ $other }” and “{ $value }” both mean { $key }
    .hint = Leave one of them out: columns = {"{"} "{ $value }" = false {"}"} in portal.toml, below [[pages]].
record-file = The page of this row is also written as a file: { $other }
    .hint = Delete the file or the row.
record-language = portal.toml has no language “{ $value }”
    .hint = Write one of: { $choices }. An empty cell stands for the default language.
record-no-name = No column of this table names its pages
    .hint = Add a column with the title, or name one in portal.toml, below [[pages]]: name = "…"
record-twice = Another row has a page of this name: { $other }
    .hint = Delete one of the two rows. If they are two pages, name in portal.toml, below [[pages]], a column in which they differ: name = "…"
record-unnamed = This row has nothing of which the name of its page can be made: the column “{ $value }” has no letter or digit there
    .hint = Fill in the cell.
records-shape = This file is not a list of records, so it makes no pages
    .hint = Write a list of objects: { $example }
related-field = The values of “{ $value }” are not compared, so they make no pages related
    .hint = Name a taxonomy, a field of names or choices, section or kind; or remove this entry.
related-itself = { $value } is this page itself
    .hint = Name another page below related, or remove this entry.
related-name = “{ $value }” is no taxonomy of portal.toml and no field of a kind
    .hint = Write the name of a taxonomy or of a field, section, or kind.
related-name-near = “{ $value }” is no taxonomy of portal.toml and no field of a kind
    .hint = Did you mean { $near }?
related-twice = { $value } stands in related already
    .hint = The page is shown once. Remove one of the two entries.
relation-circle = { $key } forms a circle: this page names { $other }, which leads back to this page
    .hint = One of the pages names the wrong page: remove that line.
range-step = range cannot go from start to end by step_by
    .hint = Check start, end and the sign of step_by.
qr-too-long = A text of { $count } bytes does not fit into a QR code
    .hint = Give the address of the page, not its text.
range-too-long = range returns at most { $limit } numbers
    .hint = Make the distance between start and end smaller.
redirect-from = “{ $value }” is not an old address and a new one
    .hint = Write the old address as the address bar showed it, from the first slash: /Default.aspx?tabid=12, /tin-cu/bai-1.html, or /tin-cu/* for all addresses that begin so. Accents, spaces and the form %20 are right too, unless both addresses have a *; then a comma and the new address
redirect-taken = “{ $value }” is an address of this portal, or stands in the file already
    .hint = Remove this line. An address that shows a page or file cannot lead elsewhere; a pattern with * may not cover one
redirect-to = “{ $value }”, where { $from } is to lead, does not exist
    .hint = Write the address of a page (/tin-tuc/), its file (@/tin-tuc/_index.md), or an address that begins with https://
load-elsewhere = “{ $value }” would be loaded from another host, and browsers refuse that on this portal
    .hint = Put the file into static/ and write its path here
script-elsewhere = The script loads from “{ $value }” or sends to it, and browsers refuse that on this portal
    .hint = Remove this call, or put what it loads into static/ and write its path: "/data/NAME.json".
load-missing = There is no file “{ $value }” in static/
    .hint = Write the path from this file (../images/nen.svg) or from static/ (/images/nen.svg), and check capital letters
load-package = “{ $value }” is the name of a package, which browsers do not find
    .hint = Put the script into static/ and write its path: "./NAME.js"
relation-self = { $key } names this page itself
    .hint = Write the other document or page, or remove this line.
robots-closed = This rule keeps all search engines from the whole portal
    .hint = Take the line away, or name a folder: Disallow: /du-thao/. A copy for trying needs no rule when its address is not public.
robots-line = Search engines skip the line "{ $value }"
    .hint = A line is a word, a colon and a value: User-agent: *, Disallow: /du-thao/. The program names the site map itself.
robots-line-near = Search engines skip the line "{ $value }"
    .hint = Did you mean { $near }:?
robots-no-agent = The rule "{ $value }" is for nobody: no line above it says whom it is for
    .hint = Write above it: User-agent: *
robots-too-long = The file is longer than { $limit } kB, which is all that search engines read
    .hint = Name folders instead of single pages.
resize-arguments = resize_image lacks a size, or its op or format is wrong
    .hint = op is fit_width, fit_height, fit, fill or scale, with the width or height that it needs; format is auto, webp, jpg or png.
same-name = Another file has the same name, but its accents are stored differently
    .hint = Keep one of the two files.
rule-days-reversed = The last day lies before the first day
    .hint = Write in `from` the first day, and in `to` the last one.
rule-id-shape = “{ $value }” cannot name a rule
    .hint = Use small letters without marks, digits, hyphens and dots, such as: budget-on-time
rule-pattern = “{ $value }” is no regular expression
    .hint = Write a pattern in the syntax of the crate regex, such as: (?i)tối mật
rule-twice = Two rules have the name “{ $value }”
    .hint = Give one of them another name. A layer of the program is replaced by a file with its name.
section-missing = The folder content/{ $value } has no _index.md, which says the kind of the pages in it
    .hint = Create the file _index.md in it, with a title and kind = "{ $kind }".
section-of-other-kind = The pages in content/{ $value } have the fields of the kind “{ $kind }”, and their section does not name this kind
    .hint = Write kind = "{ $kind }" in this file.
selection-field = A field of the type { $type }, like "{ $key }", does not { $part ->
        [sort] sort pages
       *[where] choose pages
    }
    .hint = { $part ->
        [sort] Sort by a field with texts, numbers, dates or choices.
       *[where] Use a field with texts, numbers, dates, choices or pages in where.
    }
selection-key = { $kind ->
        [none] No kind of content has the field "{ $value }"
       *[other] Pages of the kind "{ $kind }" have no field "{ $value }"
    }
    .hint = { $near ->
        [none] { $kind ->
            [none] Name the kind too (kind="…"), or correct the word in { $part }.
           *[other] Choose one: { $choices }
        }
       *[other] Did you mean "{ $near }"?
    }
selection-limit = get_pages cannot return { $value } pages
    .hint = Write a limit from 1 to { $limit }. A list with more pages is shown in parts on the page of a section.
selection-type = { $part ->
        [where] The value of "{ $key }" in where
       *[argument] The argument { $key } of get_pages
    } must be { $form ->
        [date] a day such as "2026-01-31"
        [flag] true or false
        [integer] a whole number
        [number] a number
        [page] the path of a page
        [table] a table
       *[text] a text
    }
    .hint = { $form ->
        [date] Write the year, the month and the day in quotation marks.
        [flag] Write true or false without quotation marks.
        [integer] Write digits without quotation marks.
        [number] Write digits without quotation marks, with a point before decimals.
        [page] Write the path of its file: "@/to-chuc/van-phong.md"
        [table] Write keys with their values: where={"{"}"type": "decision"{"}"}
       *[text] Write it in quotation marks. A variable that may be empty needs an if around the call.
    }
share-address = A portal with the address “{ $value }” cannot share content
    .hint = Write a base_url that begins with https:// in portal.toml: other portals accept content only over https.
share-exists = The channel “{ $channel }” was created already, in the folder { $folder }
    .hint = It need not be created again. To publish items: tamquan share publish { $channel }. For another channel, add [[share]] with another name to portal.toml.
share-expired = The signatures of the channel “{ $channel }” expired at { $time } on { $date }: other portals accept nothing new and say that the content may be out of date
    .hint = Sign again: tamquan share resign { $channel }, then build and put the portal online. A timer can do this: see docs/exchange-use.md.
share-expires-soon = The signatures of the channel “{ $channel }” expire soon, at { $time } on { $date }
    .hint = Sign again before that: tamquan share resign { $channel }, then build and put the portal online. A timer can do this: see docs/exchange-use.md.
share-item-too-large = The item “{ $value }” has a size of { $size } KiB; the limit is { $limit } KiB
    .hint = Shorten the page, or divide it into several pages.
share-keys-inside = The folder of keys { $folder } is inside the folder of a portal ({ $portal })
    .hint = Choose a folder outside every portal. Files in the folder of a portal are published or committed sooner or later, and a person who has a key can sign in your name.
share-keys-replaced = These are the old keys: the keys of the channel “{ $channel }” were changed
    .hint = Nothing was signed. Name the folder of the new keys after --keys, or replace the folder of the old keys by the one that the command rotate created.
share-list-too-large = The list of the channel “{ $channel }” has a size of { $size } KiB; the limit is { $limit } KiB
    .hint = Reduce latest of the channel in portal.toml, and move older items to a separate channel for each year.
share-no-item = The channel “{ $channel }” has no item “{ $value }”
    .hint = The newest items: { $choices }. The name of an item is the last part of the address of its page.
share-no-item-near = The channel “{ $channel }” has no item “{ $value }”
    .hint = Did you mean “{ $near }”? The name of an item is the last part of the address of its page.
share-no-items = The channel “{ $channel }” has no item “{ $value }”
    .hint = This channel does not share anything yet. To share the pages: tamquan share publish { $channel }
share-no-keys = The folder of keys is not known
    .hint = Give the folder with --keys FOLDER; it must be outside the folder of the portal.
share-no-kind = The channel “{ $channel }” shares the kind “{ $value }”, which the portal does not have
    .hint = Correct kinds of the channel. The kinds: { $choices }
share-no-section = The channel “{ $channel }” shares the section “{ $value }”, which the portal does not have
    .hint = Correct sections of the channel, or create the file content/{ $value }/_index.md.
share-no-section-near = The channel “{ $channel }” shares the section “{ $value }”, which the portal does not have
    .hint = Did you mean “{ $near }”? Correct sections of the channel.
share-none = portal.toml has no channel to share
    .hint = Add [[share]] with channel, title and sections: see docs/exchange-use.md.
share-not-begun = The channel “{ $channel }” has not been created yet
    .hint = Run: tamquan share init { $channel }
share-not-withdrawn = The item “{ $value }” is not withdrawn, so it need not be published again
    .hint = The withdrawn items: { $choices }
share-nothing-withdrawn = The item “{ $value }” is not withdrawn, so it need not be published again
    .hint = Nothing of the channel is withdrawn: run the command without --again.
share-publisher-id = The channel “{ $channel }” was created with the publisher “{ $old }” ({ $url }), and portal.toml now gives “{ $new }”
    .hint = That name comes from base_url. Keep the old name, so that other portals recognise the channel and the keys are found: write publisher = "{ $old }" below [[share]].
share-redirect = The withdrawn item cannot lead to “{ $value }”
    .hint = Write the complete address, beginning with https://, or that of a page of this portal, such as /tin-tuc/bai-moi/. Other portals lead only to hosts of the publisher.
share-root-expired = The signature of the root keys of the channel “{ $channel }” expired at { $time } on { $date }: other portals accept nothing new
    .hint = Bring the root keys from the place where they are kept, and change the keys: tamquan share rotate { $channel } --new-keys FOLDER. The command resign cannot renew the root.
share-root-expires-soon = The signature of the root keys of the channel “{ $channel }” expires soon, at { $time } on { $date }
    .hint = Before that day, bring the root keys from the place where they are kept, and change the keys: tamquan share rotate { $channel } --new-keys FOLDER. The command resign cannot renew the root.
share-twice = Two pages would be shared with the name “{ $value }”; the other page is { $other }
    .hint = Give one of the two pages another slug.
share-unknown = portal.toml has no channel “{ $value }”
    .hint = Add [[share]] with channel = "{ $value }", or correct the name. The channels in portal.toml are: { $choices }
shortcode-argument-choice = { $shortcode } does not take "{ $value }" as { $name }
    .hint = Choose one of: { $choices }
shortcode-argument-missing = { $shortcode } lacks { $wanted }
    .hint = Add { $wanted } between the parentheses.
shortcode-argument-twice = { $value } is written twice in this shortcode
    .hint = Keep one of them.
shortcode-argument-type = "{ $value }" of { $shortcode } is of another form
    .hint = Write { $example }
shortcode-argument-unknown = { $shortcode } does not take "{ $value }"
    .hint = It takes: { $choices }
shortcode-argument-unknown-near = { $shortcode } does not take "{ $value }"
    .hint = Did you mean { $near }?
shortcode-body = { $shortcode } shows no text between {"{%"} { $shortcode }(…) {"%}"} and {"{%"} end {"%}"}
    .hint = Write {"{{"} { $shortcode }(…) {"}}"} without an end, and put the text after it.
shortcode-data = There is no file data/{ $value }
    .hint = Put the file into data/, or correct its name.
shortcode-data-format = No table can be read from “{ $value }”
    .hint = Save it as CSV UTF-8 in the spreadsheet program, put the file in data/, and write its name here.
shortcode-data-near = There is no file data/{ $value }
    .hint = Did you mean { $near }?
shortcode-empty = The shortcode { $shortcode } has no words inside, so readers see an empty box
    .hint = Write {"{%"} { $shortcode }(…) {"%}"}, below it the words, and then {"{%"} end {"%}"} on a line of its own.
shortcode-end = There is no open shortcode to end here
    .hint = Remove {"{%"} end {"%}"}, or open a shortcode before it.
shortcode-in-line = { $shortcode } makes a block of its own, which cannot stand within a line of words, a heading or a link
    .hint = Put it alone on its line.
shortcode-name = There is no page with the number or code "{ $value }"
    .hint = Correct it, or write path="@/…" with the file of the page.
shortcode-not-alone = {"{%"} { $value } {"%}"} must be in a paragraph of its own
    .hint = Leave an empty line before and after it.
shortcode-number-part = The shortcode { $shortcode } has no "{ $value }" of its own: year and issuer follow the number
    .hint = Write { $suggestion }
shortcode-page = "{ $value }" is no such page
    .hint = Write the path from content/: "@/…{ $ending }"
shortcode-parentheses = { "{{" } { $value } { "}}" } lacks its parentheses and is published as it is written
    .hint = If it is a shortcode, write { "{{" } { $value }() { "}}" }; if these are words, put them between ` signs.
shortcode-place = A shortcode is not allowed here: { $text }
    .hint = Put the shortcode in the text itself. Addresses, titles, descriptions of pictures and HTML cannot contain a shortcode.
shortcode-slip = { $form ->
        [comma] A comma is missing between two arguments of the shortcode
        [equals] The name of an argument is followed by =, not by a colon
        [quote] This value of the shortcode has straight quotation marks inside
       *[text] This value of the shortcode must stand in quotation marks
    }
    .hint = Write { $suggestion }
shortcode-syntax = This shortcode cannot be read
    .hint = Write {"{{"} name(key="value") {"}}"}; put texts in quotes, and put commas between the arguments.
shortcode-unclosed = The shortcode { $value } is not ended, or it is not ended where it was opened
    .hint = Put {"{%"} end {"%}"} on a line of its own after its text. A shortcode without a text inside is written {"{{"} { $value }(…) {"}}"}.
shortcode-unknown = There is no shortcode "{ $value }"
    .hint = The available shortcodes are: { $choices }
shortcode-unknown-near = There is no shortcode "{ $value }"
    .hint = Did you mean { $near }?
sign-as-mark = The sign "{ $mark }" at the beginning of this line is read as markup, so readers do not see it: { $text }
    .hint = Write \{ $mark } if it is the sign of a number; join the line to the one above if it belongs to it; write an empty line above if it is a quote, a heading or a list.
source-address = Content cannot be fetched from the address “{ $value }”
    .hint = Write the complete address, beginning with https://
source-empty = The source “{ $source }” has never been fetched
    .hint = Connect to the network and run: tamquan source sync { $source }
source-exists = portal.toml has a source “{ $value }” already
    .hint = To get its new items: tamquan source sync { $value }. If this is another source, give it another name with --name NAME.
source-expired = The signatures of the source “{ $source }” have expired; its content was last verified on { $verified }
    .hint = Run tamquan source sync { $source }. If that does not help, ask the publisher to sign again. The portal was not built because portal.toml contains stale = "fail".
source-missing = There is no source [sources.{ $value }] in portal.toml
    .hint = Correct the name of the source, or add it to portal.toml.
source-refused = The source “{ $source }” was refused at every fetch since { $time } on { $date }: the portal uses what was verified before
    .hint = Phone the publisher at a number that you already knew. When it is solved, run: tamquan source sync { $source }
source-stale = The signatures of the source “{ $source }” have expired; its content was last verified on { $verified }
    .hint = The portal is built as the value of stale in portal.toml requires. Run tamquan source sync { $source }; if that does not help, ask the publisher to sign again.
star-as-sign = The stars in "{ $text }" make the number italic and are not shown
    .hint = For a multiplication write ×, for a star \*
still-shown = The portal { $value } still shows “{ $item }”, which was withdrawn, at { $pages }
    .hint = Ask the agency of that portal to run tamquan build.
strange-file = This file is not allowed here
    .hint = Move the file to another place.
stray-config = tamquan does not read this file: the whole configuration is in portal.toml
    .hint = Copy what is still needed to portal.toml, and move this file away.
stray-folder = tamquan does not read this folder
    .hint = Did you mean { $near }? If the folder has another purpose, give it a quite different name.
strings = { $sort ->
        [line] This line is not of the form name = text, or a name in it has strange letters
        [equals] This line lacks the sign = between the name and the text
        [value] There is no text behind the sign =
        [brace] A {"{"} is not closed, or what follows it is wrong
        [surplus] There is one {"}"} too many
        [default] This choice needs exactly one default
        [quote] The text in quotation marks is not closed
        [escape] The sign \ has no meaning here
        [sign] There should be the sign "{ $value }" here
       *[other] What stands in {"{ }"} is wrong
    }
    .hint = { $sort ->
        [brace] Write {"{ $name }"} for a value; to show the bracket itself, write {"{ \"{\" }"}.
        [surplus] Remove it, or write {"{ \"}\" }"} to show it.
        [default] Put a * before one of its choices: *[other] …
        [escape] The sign \u needs four or six hexadecimal digits; write \\ for one \.
        [quote] Add the sign " at the end of the text.
       *[other] Write lines such as read-more = Read more
    }
string-unused = No template uses the string "{ $key }"
    .hint = Take the line away, or use the string in a template in templates/. strings/en.ftl of the theme has all names.
string-unused-near = No template uses the string "{ $key }"
    .hint = Did you mean { $near }? Only a string with the right name takes the place of that of the theme.
strings-missing = { $form ->
        [all] There are no strings of the theme for "{ $language }": { $count } texts such as { $names } stand in English or Vietnamese on its pages
       *[some] { $count } strings of the theme have no text for "{ $language }" and stand in English or Vietnamese on its pages: { $names }
    }
    .hint = Write them in strings/{ $language }.ftl, one a line: name = text. strings/en.ftl of the theme has all names with their English texts.
strings-name = The string "{ $key }" refers to { $value }, but no string has this name
    .hint = Write plain words without braces. To show a brace, write { "{ \"{\" }" }.
strings-name-near = The string "{ $key }" refers to { $value }, but no string has this name
    .hint = Did you mean { $near }? If not, write plain words without braces.
strings-no-variable = The string "{ $key }" uses { $value }, which nothing gives a value
    .hint = Write plain words: this string has no values.
strings-variable = The string "{ $key }" uses { $value }, which nothing gives a value
    .hint = This string may use { $choices }
symbol-font = The sign of "{ $value }" comes from the font Symbol or Wingdings; it is published as a character that every font has
    .hint = To end this message, write the sign anew: "- " begins an item of a list.
tab-columns = This line has cells between tabs, as copied from Excel; readers do not see a table
    .hint = Save the table as a CSV file in data/ and use the shortcode table, or write the cells between bars.
tab-indentation = This line is indented with a tab
    .hint = Use spaces instead: two for each level.
table-columns = The line |---| has { $found } cells, but the headings above are { $wanted }, so readers see no table
    .hint = Write one --- between bars for each heading.
table-cut = Empty lines stand between the rows of this table, so readers see no table
    .hint = Remove the empty lines within the table.
table-deep-cell = data/{ $file }: a value of row { $row } is itself a table, which a cell cannot show
    .hint = Correct the data file: a cell has words, a number or a plain list.
table-long-row = data/{ $file }: row { $row } has more cells than there are columns
    .hint = Correct the data file: add the heading of a column, or remove the cell.
table-no-rows = data/{ $file } is no table: it has no list of rows
    .hint = Make the data file a list of rows, or use CSV.
table-other-row = data/{ $file }: row { $row } is not of the same form as the first row
    .hint = Correct the data file: all rows are records with keys, or all are lists of cells.
table-row = This row has more cells ({ $found }) than the table has columns ({ $wanted }), so the rest would not be published
    .hint = Give the first line and |---|---| a cell for each column, or join cells. A bar that is a word is written \|
table-text-below = This line stands directly below a table, so it became a row of the table: { $text }
    .hint = Put an empty line above it. If it is a row, write it between bars.
table-without-head = These lines look like a table, but the line |---|---| is missing
    .hint = Add the line |---|---| below the first line of the table.
target-missing = "{ $value }" leads to no page and no file
    .hint = Write @/… for a content file, or /… for a file in static/. Check the spelling.
target-no-page = "{ $value }" is not a page
    .hint = Write the file of the page, for example @/lien-he.md
target-no-section = "{ $value }" is not a section
    .hint = Write the file _index.md of the section, for example @/tin-tuc/_index.md
taxonomy-key = "{ $key }" must be below [taxonomies]
    .hint = { $terms ->
        [none] Remove this line: it names no term.
       *[some] Add a line [taxonomies] (between lines ---: taxonomies:) after the other keys, and move this line below it.
    }
taxonomy-missing = There is no taxonomy "{ $value }" in portal.toml
    .hint = Add it to taxonomies of portal.toml, or correct the name in the template.
template = The template engine cannot do this: “{ $message }”
    .hint = Correct the template at this place, or the arguments that the text gives it.
template-argument = The argument "{ $value }" is missing here
    .hint = Write { $value }=… in the parentheses of this function or filter.
template-block = The template that is extended ({ $parent }) has no block "{ $value }"
    .hint = { $near ->
        [none] Put the content into a block that the template has, or add this block to the template.
       *[other] Did you mean "{ $near }"?
    }
template-block-twice = This template has the block "{ $value }" already, above
    .hint = A block is written once; rename or remove one of the two.
template-blocks = This template lacks the blocks { $value }, in which the templates that extend it ({ $children }) put their content
    .hint = Add {"{"}% block { $first } %{"}"}{"{"}% endblock %{"}"} to the template, and the other blocks likewise; or give this template a name of its own.
template-component = { $sort ->
        [unknown] The component "{ $component }" takes no argument "{ $value }"
        [missing] The component "{ $component }" needs the argument "{ $value }"
       *[type] The argument "{ $value }" of the component "{ $component }" is of another type
    }
    .hint = { $sort ->
        [unknown] { $known ->
            [none] This component takes no arguments.
           *[other] It takes: { $known }
        }
        [missing] Write { $value }=… in the call.
       *[type] The component takes a value of the type { $wanted }, and got { $found }.
    }
template-component-own = { $sort ->
        [unknown] This component takes the place of one of the theme, and does not take the argument "{ $value }" that { $caller } gives it
        [missing] This component takes the place of one of the theme, and needs the argument "{ $value }" that { $caller } does not give it
       *[type] This component takes the place of one of the theme, and takes another type of "{ $value }" than { $caller } gives it
    }
    .hint = { $sort ->
        [unknown] Add { $value } to the parentheses, or end them with ...rest; or give the component another name.
        [missing] Give the argument a value of its own: { $value } = ""; or give the component another name.
       *[type] Leave the type of the argument open, or give the component another name.
    }
template-component-twice = The component "{ $value }" is defined here and in { $other }
    .hint = Remove one of the two.
template-expected = { $sort ->
        [value] There should be a value here, and not "{ $found }"
       *[sign] There should be { $wanted ->
            [identifier] a name
           *[other] "{ $wanted }"
        } here, and not { $found ->
            [identifier] a name
            [string] a text in quotation marks
            [integer] a number
           *[other] "{ $found }"
        }
    }
    .hint = Check the brackets and signs of the template just before this place.
template-circle = The template { $value } includes or extends itself
    .hint = { $near ->
        [none] Remove one of the includes.
       *[other] Write "{ $near }": this name always means the file of the theme.
    }
template-folder = "{ $value }" is the name of the theme, and stands before the names of its own templates
    .hint = Give this folder of templates another name.
template-form = The form is sent to another host ({ $value }), and browsers refuse that on this portal
    .hint = Use a link to a page of that host, or mailto:.
template-frame = { $value } shows another page inside the page, and browsers refuse that on this portal
    .hint = Use a link, or a picture with a link; for a film, use the shortcode video.
template-inline = Browsers do not use { $value } within a page of this portal
    .hint = Put the script or the style into a file in static/, and load it with asset().
template-missing = There is no template "{ $value }"
    .hint = Put the template in templates/, or name another template.
template-missing-near = There is no template "{ $value }"
    .hint = Did you mean "{ $near }"?
template-needs = The template { $template }, which is used here, needs "{ $value }"
    .hint = Give it a value above this line: {"{"}% set { $value } = … %{"}"}
template-open = { $sort ->
        [text] The text that begins here with a quotation mark is not closed
        [comment] The comment that begins here is not closed
        [tag] The template ends here, and a tag or a bracket above is not closed
       *[raw] The raw block that begins here is not closed
    }
    .hint = { $sort ->
        [tag] Close {"{{"} with {"}}"}, and each tag with its tag end….
       *[other] Add { $end } at its end.
    }
template-syntax = { $sort ->
        [set] The tag set is not written correctly
        [loop] This tag is only used within for
        [outside] In a template that extends another one, content outside of the blocks is not shown
        [extends] The tag extends stands first in a template, and only once
        [block] A block cannot be written here
        [call] A value cannot be called like a function
        [character] The language of templates has no such sign
        [escape] The sign \ has no meaning here
        [deep] The template is nested too deeply here
       *[name] This name is a word of the language of templates
    }
    .hint = { $sort ->
        [set] Write {"{"}% set name = value %{"}"}; a name has only letters a–z, digits and _.
        [loop] Remove the tag, or put it between for and endfor.
        [outside] Put the content into a block of the template that is extended, such as {"{"}% block content %{"}"}.
        [extends] Move the tag to the first line, before all other content.
        [block] Move the block out of the tag that is open.
        [call] Remove the parentheses; a filter is written behind the sign |.
        [character] Check the quotation marks: write "…", and not “…”.
        [escape] Write \\ for one \, and \" for a quotation mark.
        [deep] Part the template into smaller ones.
       *[name] Choose another name.
    }
template-tag = { $near ->
        [later] "{ $value }" belongs to no tag above, or a tag above it is not closed
       *[other] Templates have no tag "{ $value }"
    }
    .hint = { $near ->
        [later] Close the tags in the reverse order: if with endif, for with endfor, block with endblock.
        [none] The tags are if, for, set, block, extends, include, filter, raw and component.
       *[other] Did you mean "{ $near }"?
    }
template-type = { $sort ->
        [date] The filter date needs a day, and not { $value }
        [format] The filter date has no format { $value }
        [number] There should be a number here
        [text] This filter needs a text, and not { $value }
        [pattern] "{ $value }" is not a pattern
        [base64] "{ $value }" is not a text in Base64
        [line] markdown(inline=true) needs one paragraph, and not “{ $value }”
        [compare] These two values are of different types and cannot be compared
        [zero] Nothing can be divided by 0
        [list] This value is no list, so that no loop can go through it
        [table] This value is no table with keys, so that no loop can go through its keys
        [undefined] There is no such value here
       *[type] This argument is of the wrong type
    }
    .hint = { $sort ->
        [pattern] Write a regular expression, such as "[0-9]+", with \\ before a sign that means itself.
        [line] Leave out inline=true, or take the blocks out of the text.
        [format] Write short, long, datetime, short-time, weekday, year or iso.
        [undefined] Ask with if … is defined first, or add default(value="").
       *[other] Correct the value, or test it with if before it is used.
    }
template-undefined = There is no "{ $value }" here
    .hint = { $near ->
        [none] { $known ->
            [none] Check the spelling; if the value can be missing, ask with if … is defined first.
           *[other] There are: { $known }.
        }
       *[other] Did you mean "{ $near }"?
    }
template-unused = Nothing uses this template
    .hint = Did you mean { $near }? Delete a template that is not needed.
template-word = { $sort ->
        [filter] Templates have no filter "{ $value }"
        [function] Templates have no function "{ $value }"
        [test] Templates have no test "{ $value }"
       *[component] Templates have no component "{ $value }"
    }
    .hint = Check the spelling. The manual of templates lists all filters, functions and tests.
term-of-no-page = No page has the term “{ $value }”, so this text is shown nowhere
    .hint = Write the name as the pages write it below [taxonomies], or give a page the term, or remove the file.
term-of-no-page-near = No page has the term “{ $value }”, so this text is shown nowhere
    .hint = Did you mean “{ $near }”?
term-of-others = The source “{ $source }” writes “{ $value }” where the list has “{ $other }”
    .hint = Nothing has to be corrected: the list shows both as one, with the name “{ $other }”.
text-as-code = This paragraph begins with a tab or four spaces, so it is published as code
    .hint = Remove the spaces at the beginning of the line. For code, write ``` on the line before and after it.
term-one = term names one term of one taxonomy
    .hint = Write the taxonomy and the name of the term, for example term = {"{"} topics = "Lễ hội" {"}"}. Each term has a file of its own.
term-spelling = "{ $value }" and "{ $other }" (in { $place }) have the same address
    .hint = Write "{ $other }" as in { $place }, or change the other places to this spelling.
text-after-value = There is extra text after the value
    .hint = One line has one key and one value: { $suggestion }
text-columns = These lines look like a table, or like two columns of a page, and readers see no columns
    .hint = Save the table as a CSV file in data/ and use the shortcode table, or write the cells between | signs. Write two columns of a page one below the other.
text-ending = The name of this file does not end in .md, so it makes no page
    .hint = Rename it to { $suggestion }. In Notepad, choose "All files" when you save.
text-ending-twice = The name of this file ends in .md twice
    .hint = Rename it to { $suggestion }
text-missing = There is no text "{ $value }" in strings/{ $language }.ftl
    .hint = Add the text to strings/{ $language }.ftl, or correct the key in the template.
text-over-lines = This text is longer than one line
    .hint = Join it into one line; or, in TOML, use """ at its start and """ at its end.
token-contrast = The colour { $front } is hard to see on { $ground }: a contrast of { $contrast } : 1, where { $least } : 1 is needed
    .hint = { $near ->
        [none] Make { $ground } much lighter or darker.
       *[other] The nearest tone that is seen is { $near }.
    }
toml-syntax = This place cannot be read
    .hint = Write one key = "value" a line, with texts in straight quotes.
theme-circle = The theme "{ $value }" is based on itself
    .hint = Name another theme as the base, or give the theme in themes/{ $value }/ another name.
theme-copy-alone = This file was copied from the theme "{ $theme }", which no longer has such a file
    .hint = Look whether anything still uses it; then delete it, or delete its original in theme-originals/{ $theme }/.
theme-copy-behind = This file was copied from an earlier version of the theme "{ $theme }"
    .hint = See what changed in the theme: tamquan theme diff { $path }; take over what you need, then: tamquan theme confirm { $path }
theme-copy-exists = The portal already has this file
    .hint = Rename or delete it first, if you want the file of the theme as it is. To compare: tamquan theme diff { $path } --own
theme-copy-strings = Strings are not copied: a file of the portal needs only the strings that it changes
    .hint = Write these lines alone into strings/; the others stay those of the theme, also after an update.
theme-file = The theme has no file "{ $value }"
    .hint = All files: tamquan theme list
theme-file-near = The theme has no file "{ $value }"
    .hint = Did you mean "{ $near }"?
theme-id = The id { $value } begins with { $prefix }, as those of the theme do
    .hint = Give it another id.
theme-no-copy = The portal has no file "{ $value }" of its own
    .hint = A file that the portal does not replace is always the present one of the theme. To replace it: tamquan theme copy { $value }
too-deep = This part is nested more than { $limit } levels deep
    .hint = Use fewer levels.
too-large = The file is larger than { $limit } MB
    .hint = Split the file, or put it beside a page as an attachment, which may have up to 512 MB.
translation-differs = This translation has { $value } as { $key }, but its original { $other } has { $other_value }
    .hint = Check which one is right, and correct the other one.
translation-kind = This translation is of the kind { $kind }, but its original { $other } is of the kind { $other_kind }
    .hint = Give both the same kind, or rename one of the files if it is no translation.
translation-lacks = This translation has no words of its own for: { $keys }
    .hint = Write these keys in the language of the page. Until then it shows those of { $other }, and no picture without image_alt.
underlined-sentence = The line { $mark } makes a heading of the words above: { $text }
    .hint = Write an empty line above --- for a line across the page; remove lines of === that only decorate; for a heading, write ## before the words.
unknown-key = There is no key "{ $key }"
    .hint = { $form ->
        [extra] Did you mean { $near }? Put your own keys below [extra].
       *[other] Did you mean { $near }?
    }
unknown-key-far = There is no key "{ $key }" here
    .hint = { $form ->
        [extra] Remove it, or put it below [extra].
        [few] Remove it, or write one of the keys that may stand here: { $known }
       *[many] Remove it.
    }
unknown-language = portal.toml has no language "{ $value }"
    .hint = Add [languages.{ $value }] to portal.toml, or rename the file.
unknown-source = There is no source “{ $value }” in portal.toml
    .hint = Add it with tamquan source add, or correct the name.
unknown-source-near = There is no source “{ $value }” in portal.toml
    .hint = Did you mean “{ $near }”? If not, add it with tamquan source add.
unknown-taxonomy = portal.toml has no taxonomy "{ $key }"
    .hint = { $terms ->
        [none] Remove this line: it names no term.
       *[some] Name it in portal.toml: taxonomies = [{"{"} name = "{ $key }" {"}"}], and write it below [taxonomies] of the page; or remove this line.
    }
unreadable = The file cannot be read ({ $reason })
    .hint = Check that the file exists and that you have permission to read it.
uses-missing = The portal { $value } does not publish the list of the content that it uses (exchange/uses.json)
    .hint = A portal made with tamquan publishes that file when its portal.toml has sources.
uses-unreadable = The list of the content that the portal { $value } uses cannot be read
    .hint = Ask the administrator of that portal to check exchange/uses.json.
value-missing = The key "{ $key }" has no value
    .hint = Fill in a value, or remove this line.
word-bullet = The bullet "{ $mark }" of Word makes no list
    .hint = Write { $suggestion }
word-field = This is left of a field of Word or of an error of Excel: { $text }
    .hint = Write what belongs here, or delete it.
wrong-kind = { $value } is not a page of the kind { $label } ({ $wanted })
    .hint = Write the name of a page of that kind.
wrong-type = The value here is { $found }, but it must be { $wanted }
    .hint = Write { $suggestion }
yaml-reference = The signs & * ! at the start of a value have a meaning of their own
    .hint = Put this value in quotation marks.
yaml-syntax = This place cannot be read
    .hint = Write one key: value a line, indented with spaces; put texts with unusual signs in quotation marks.

# What libraries and the system say, by their words made a slug.
said-permission-denied = access is denied
said-entity-not-found = it does not exist
said-invalid-input-parameter = it is not a file
said-is-a-directory = it is a folder
said-not-a-directory = it is not a folder
said-no-storage-space = the disk is full
said-read-only-filesystem-or-storage-medium = the disk is read-only
said-entity-already-exists = it already exists
said-address-in-use = another program is using it
said-asked-for = as requested
said-watch-limit = the number of folders is above the limit of the system
said-network-folder = the folder is on another machine
said-events-lost = there were too many changes at once
said-folder-replaced = the folder was replaced by another folder
said-network-closed = the connection was interrupted
said-network-unreachable = no machine answers at that address
said-url-folder = the address of a channel must end with / and must not contain ?
said-url-fragment = the address must not contain # or any text after it
said-url-literal = a host name is needed, not an IP address
said-url-long = the address has more than 2,000 characters
said-url-name = this is not a public host name on the Internet
said-url-port = the address must not contain a port
said-url-scheme = the address must begin with https://
said-url-unreadable = this is not an address, or it contains spaces or unusual characters
said-url-user-info = the address must not contain a user name or password

# What explain, --verify and --timings say.
phase-read = Read
phase-parse = Parse content
phase-attachments = Reading attachments
phase-assemble = Assemble
phase-compare = Compare
phase-render = Render
phase-pictures = Pictures
phase-write = Write
phase-remember = Save cache
timings-content = Content: { $done } files parsed, { $kept } taken from the cache
timings-made = Outputs: { $done } made, { $kept } kept
timings-pictures = Pictures: { $done } made, { $kept } kept
timings-templates = Slowest templates (total of all threads, including the shortcodes inside)
timings-recipes = Slowest kinds of output
timings-columns =   files  total ms  mean ms   max ms
timings-worst = slowest in
timings-inside = called from
timings-outputs = Slowest outputs
verify-fine = { $files } files verified: each file is the same as in a complete new build.
verify-failed = { $faults } of { $files } files are not the same as in a complete new build. This is an error of tamquan or of the disk; build with --fresh to correct the output.
verify-missing = { $file } is missing
verify-too-many = { $file } should not exist
verify-differs = { $file } differs from byte { $byte } onwards
verify-found = on disk
verify-wanted = expected

# What add says, and what it writes into a new page.
add-done = { $file } was created. It is a draft.
add-others = Other sections of this kind, for --into: { $sections }
add-fill = To fill in: { $keys }
add-files = Put the files and pictures of the page into the folder { $folder }.
add-next = Next: open the file, fill it in, and look at it with: tamquan serve{ $site } --drafts
    When it is ready, remove the line draft = true.
add-draft = remove this line when the page is ready
add-optional = What follows is not required. To use a line, remove the # at its beginning.
add-body = (SỬA: write the text here.)

# What theme says.
theme-heading = Theme { $themes }: { $count } files
theme-heading-based = Theme { $themes }, each based on the next: { $count } files
theme-none-changed = The portal replaces no file of the theme.
theme-state-unchanged = { "" }
theme-state-added = the portal's strings count before these
theme-state-same = the portal's file is the same: it can be deleted
theme-state-copied = replaced by the portal; the copy is up to date
theme-state-behind = replaced by the portal; the copy is behind: tamquan theme diff { $file }
theme-state-replaced = replaced by the portal
theme-components = Components
theme-component-own = defined anew in { $file }
theme-copied = Copied to { $file }. A template can also change one block: {"{"}% extends "{ $theme }/{ $name }" %{"}"}
theme-copied-file = Copied to { $file }.
theme-confirmed = { $file } counts as up to date with the theme now. Commit { $original } with it.
theme-diff-none = The theme has not changed this file since it was copied.
theme-diff-same = The portal's file is the same as that of the theme.
theme-diff-bytes = The files differ, and are no texts.
theme-diff-unknown = It is not known from which version the portal's file comes. This is the difference between it and the present file of the theme; after "tamquan theme confirm { $file }" changes of the theme can be told.

explain-not-built = No portal has been built into this output folder yet. First run: tamquan build { $folder }
explain-nothing = There is no file or address “{ $name }”.
explain-near = Did you mean:
level-error = error
level-warning = warning
level-note = note
check-basis = Basis: { $basis }
check-basis-uncertain = Basis, not certain: { $basis }
check-more-pages = and the same on { $count } more pages
check-more-places = … and { $count } more places; --json has all
check-accepted = Accepted: { $count }
check-baseline = in the baseline
check-baseline-unreadable = { $file } is no baseline. Write one with: tamquan check --baseline { $file } --write-baseline
check-due = Due soon
check-no-cache = The portal cannot be checked, because nothing can be written to its folder .tamquan. Allow writing there, and check again.
check-unwritable = { $file } cannot be written: { $reason }
check-sum = { $errors ->
    [1] 1 error
   *[other] { $errors } errors
}, { $warnings ->
    [1] 1 warning
   *[other] { $warnings } warnings
}, { $notes ->
    [1] 1 note
   *[other] { $notes } notes
} from { $rules } rules, in { $files } texts and { $pages } pages
# The report to print.
report-title = Result of the check of the portal
report-agency = Agency
report-address = Address of the portal
report-day = Day of the check
report-program = Program
report-version = tamquan { $version }, rules as of { $day }
report-sizes = { $files } texts, { $pages } pages
report-waived = Reason: { $reason } (until { $day })
report-looked-at = Looked at
report-sum = Sum
report-layer = Rules about
report-rules = Rules
report-held = Held
report-errors = Errors
report-warnings = Warnings
report-notes = Notes
report-findings = Findings
report-nothing = Nothing was found.
report-basis = Basis
report-accepted = Accepted with a reason
report-remarks = About what is accepted
remark-waiver-ended = The waiver of { $rule } in [check] ended on { $day }: mend what is wrong, or give it a later day.
remark-waiver-unused = The waiver of { $rule } in [check] (until { $day }) accepts nothing any more: remove it.
remark-baseline-mended = Findings of the baseline that are mended: { $count }. Write the baseline again with --write-baseline.
remark-continued = { $instrument } goes on by { $by }.
remark-continued-until = { $instrument } goes on by { $by }, until { $day }.
report-all-rules = The rules of this check
report-rule = Rule
report-not-looked-at = What was not looked at here
certainty-own = advice
certainty-read = read in a copy
certainty-reported = reported
certainty-inferred = inferred
report-unseen-1 = The host: HTTPS, IPv6, being there all the time, real loading times. They can be measured on the published portal alone.
report-unseen-2 = Whether the content is true, complete and plain: the person who is responsible reads it.
report-unseen-3 = Contrast within pictures, words of films, the order that a screen reader reads in: a person has to try.
report-unseen-4 = The consent of those who are named, and the review of state secrets: they have files of their own.
list-heading = { $list ->
        [drafts] Drafts: { $count }
        [planned] Pages whose time has not come: { $count }
        [expiring] Pages that end within { $days } days: { $count }
        [review] Pages to review within { $days } days: { $count }
        [signatures] Channels whose signatures end within { $days } days: { $count }
        [untranslated] Pages that another language lacks: { $count }
        [provisional] Files that are still to be filled in: { $count }
       *[unused] Files that no text names: { $count }
    }
list-signed = { $part ->
        [content] renew it with: tamquan share resign { $name }
        [root] renew the keys with: tamquan share rotate { $name }
       *[source] ask for a newer one with: tamquan source sync { $name }
    }
list-places = { $count } places
list-more = { "  " }… and { $count } more; --json has all
list-too-far = Dates end before that day. Give fewer --days.
search-no-language = This portal has no pages in the language “{ $language }”.
search-corrected = Results for: { $words }
search-found = Results: { $count }
explain-recipe = Output type
explain-values = Values from
explain-source = Source
explain-why = Last built
explain-stale = The site has changed since the last build (content, day or options). The answers are for the site as it is now.
explain-broken = The site has errors, so the answers cannot be shown. To see the errors, run: tamquan build
explain-templates = Templates
explain-questions = Questions that this output asked, and their answers
explain-bodies = Texts that this output shows
explain-pictures = Pictures that this output shows
explain-shown-by = Shown by
explain-differs = the answer is not the same as at the last build
explain-more = … and { $count } more; --json lists all of them
explain-uses = Outputs that use this file: { $count }
state-draft = Not published: the file is a draft. To publish it, remove the line draft = true from its front matter.
state-scheduled = Not published: the file is to be published at { $date } (its line publish_at). The first build after that moment publishes it.
state-withdrawn = Withdrawn: the publisher of the source { $source } took this item back ({ $date }). A notice stands in its place. To see the reason, run: tamquan source audit
state-moved = Moved: the publisher of the source { $source } has this item at { $url } now, and its address here leads there.
absent-page = The page of this address is in { $file }
absent-new = Not built yet: the last build did not know it. Run: tamquan build
absent-name = Not read: a name such as “{ $name }” (it begins with a dot, or an editor or office left it behind) does not belong to the portal. Rename the file or folder.
absent-output = The file lies in the output folder { $folder }, which each build writes anew; no build made it. Move it to static/, from where it is published as it is.
absent-folder = This is a folder. Its page is in { $file }
absent-unread = Not read: no build reads the folder { $folder }/. Move a text to content/, a table to data/, and a file to publish as it is to static/.
absent-outside = Not read: the file lies beside the folders of the portal. Move a text to content/, a table to data/, and a file to publish as it is to static/.
absent-record = There is no such page: the pages of content/{ $section }/ are the rows of { $file }, and no row has this name. Add the row there, or correct the cell that gives the name.
absent-language = There is no page in this language: { $file } is the page in another one. To translate it, create { $wanted }
absent-other-file = The page is in another file: { $file }
absent-host = This address is on another host: { $host }. The portal is at { $own }.
note-template-own = A template of the portal alone: no theme has { $name }.
note-template-replaces = It replaces { $name } of the theme { $theme }. To compare them, run: tamquan theme diff templates/{ $name } --own
note-template-theme = It belongs to the theme { $theme }. To change it in the portal, run: tamquan theme copy templates/{ $name }
note-template-replaced = It belongs to the theme { $theme }, and { $file } replaces it.
note-template-needed = That file, or another one, still builds on it.
note-template-unused = No output is made with it.
note-data-redirects = The program reads it: old addresses, and where they lead.
note-data-search = The program reads it: words that search explains.
note-data-table = Its rows are the pages of content/{ $section }/ ([[pages]] in portal.toml).
note-data-template = A template reads it: { $file }
note-data-shortcode = The shortcode { $name } in { $file } takes it.
note-data-unused = Nothing reads it. To show it in a text, write: {"{{"} table(data="{ $name }") {"}}"}
state-hidden-section = Not published: the section { $file } is a draft or is to be published later, and so are all pages in it.
state-gone = Expired (the line expires_at of the file or of its section): its address says that the content was removed.
state-no-page = Has no page of its own: its kind, or the line render = false of the section, shows it on other pages only.
how-extends = extended
how-includes = included
how-names = named
how-components = components
use-own = The page of this file
use-body = Outputs that show its text
use-asked = Outputs that have information about it
use-values = Pages that take values from it
use-data = Outputs that show its data
use-template = Outputs that are made with this template
use-copy = Copies of this file
use-file = Outputs that name or show the file
use-all = Every output depends on this file
recipe-page = the page of { $file }
recipe-section = the section { $list }, part { $part } of its list
recipe-taxonomy = the terms of { $list } ({ $language })
recipe-term = the pages under { $list }, part { $part }
recipe-facet = the list { $list }, part { $part }
recipe-feed = the { $format } feed of { $list }
recipe-corrections = the { $format } feed of the corrections ({ $language })
recipe-calendar = the calendar of { $list }
recipe-not-found = the page for addresses that do not exist ({ $language })
recipe-gone = the page for content that was removed ({ $language })
recipe-redirect = an old address that leads to { $url }
recipe-sitemap = the sitemap, part { $part }
recipe-sitemap-index = the index of sitemaps
recipe-sitemap-text = the sitemap as plain text
recipe-robots = rules for search engines
recipe-security-txt = where to report security problems
recipe-search = the search index ({ $language })
recipe-search-file = a file of the search index
recipe-api = the data of the section { $list }
recipe-api-index = the data of the sections
recipe-metadata = the metadata of the whole portal
recipe-catalogue = the catalogue of open data
recipe-uses = the list of the content from other portals
recipe-schedule = the schedule of automatic page changes
recipe-hosting = settings for web servers
recipe-copy = a copy of its source file
recipe-asset = a style sheet or script, reduced in size
recipe-picture = a version of a picture
why-picture-version = a page that shows this picture was rendered
why-first = first build
why-forced = a build without the cache was requested (--fresh)
why-program = tamquan itself changed, or its cache could not be read
why-folder = the last build used another output folder
why-base = the configuration, the kinds of content, the strings of the theme or the options changed
why-new = this output did not exist before
why-recipe = this address had other content before
why-copied = the source file of this copy changed
why-altered = the file was missing or changed in the output folder
why-picture = a picture that this output shows was missing or changed in the output folder
why-template = the template { $name } changed, or a template that it uses changed
why-bodies = number of changed texts: { $count }
why-answers = number of questions with a changed answer: { $answers }
why-both = number of changed texts: { $count }; number of questions with a changed answer: { $answers }
ask-settings = Configuration, agency and menus ({ $language })
ask-notices = Notices in force ({ $language })
ask-template = Template { $name }
ask-frame = How { $file } is shown
ask-page = Page { $file }
ask-section = Section { $file }
ask-list = List { $list }, pages { $from }–{ $to }
ask-list-all = List { $list }, all pages
ask-news = News of { $list }, { $from }–{ $to }
ask-pages = Chosen pages: { $list }
ask-parts = Parts of the list { $list }
ask-cards = All pages ({ $language })
ask-cards-all = All pages, all languages
ask-datasets = All datasets
ask-search = The words of all pages, { $language }
ask-around = Navigation around { $file }
ask-target = Where “{ $to }” in { $file } leads, and information about that target
ask-lead = Where the link “{ $to }” in { $file } leads
ask-find = Where “{ $to }” leads
ask-number = The document with number { $name }
ask-code = The page with code { $name }
ask-files = Files of { $file }
ask-file = File { $file }
ask-data = Data { $file }
ask-taxonomy = Terms of { $list }
ask-term = Term { $list }
ask-taxonomy-of = All terms of the same taxonomy as { $list }
ask-feeds = Feeds of { $list }
ask-facet = Filtered list { $list }
ask-alphabet = The letters of the alphabetical index ({ $language })
ask-tree = The whole tree of sections ({ $language })
ask-addresses = All addresses
ask-redirects = Old addresses and removed pages
ask-schedule = Schedule of automatic page changes
ask-sections = All sections
ask-lists = Information about lists
ask-assets = Addresses of style sheets and scripts
ask-calendar = The sets of the calendar { $name }
ask-corrections = The corrections ({ $language })
ask-duties = What fulfils the duties of the list { $name }
ask-today = Date of the build
ask-source = The source { $name }
ask-shared = The item { $item } of the source { $name }
ask-latest = The { $count } newest items of the source { $name }
ask-robots-rules = The rules for search engines that the site adds
ask-reviews = Days on which pages are due for a review
ask-uses = Where content of other portals is shown
answer-gone = it no longer exists
answer-text = “{ $text }”
answer-plain = { $text }
answer-none = none
answer-yes = it exists
answer-no = it does not exist
answer-pages = { $count } pages, first “{ $first }”
answer-no-pages = no pages
answer-parts = { $parts } parts, { $count } pages
answer-around = { $count } ancestors; before: { $before }; after: { $after }
answer-entries = { $count } entries
