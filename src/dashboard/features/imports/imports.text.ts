import {
  type Import,
  IMPORT_DAYS,
  IMPORT_MAX,
  type ImportColumn,
  type ProblemCode,
  type RowProblem,
  type RowState,
} from '#contract/imports'
import type { SentencePart } from '../../ui/named'
import { count, plural } from '../../ui/ui.text'

const people = (n: number): string => plural(n, 'person', 'people')
const lines = (n: number): string => plural(n, 'line')
const list = new Intl.ListFormat('en')
const MEGABYTE = 1024 * 1024
const megabytes = (bytes: number): string =>
  bytes < MEGABYTE / 10 ? 'less than 0.1 MB' : `${(bytes / MEGABYTE).toFixed(1)} MB`

const fields: Record<string, string> = {
  username: 'Username',
  email: 'E-mail address',
  firstName: 'First name',
  lastName: 'Last name',
  groups: 'Groups',
  ignore: 'Leave this column out',
}

const encodings: Record<Import['encoding'], string> = {
  'utf-8': 'Unicode (UTF-8)',
  'utf-16le': 'Unicode (UTF-16)',
  'utf-16be': 'Unicode (UTF-16)',
  'windows-1252': 'Western European (Windows), as older programs write it',
}

const separators: Record<Import['separator'], string> = {
  ',': 'Commas',
  ';': 'Semicolons',
  '\t': 'Tabs',
  '|': 'Vertical bars',
}

/** Why a line that had no problem was left out in the end. */
const reasons: Record<string, string> = {
  gone: 'This person has been deleted since the file was checked',
  changed_meanwhile: 'Somebody changed this person since the file was checked',
  username_taken: 'Somebody took this username since the file was checked',
  email_taken: 'Somebody took this e-mail address since the file was checked',
  group_gone: 'A group has been deleted since the file was checked',
  needs_approval: 'Joining a group needs approval since the file was checked',
  invitations_closed: 'The settings of the realm let them no longer be invited',
  stopped: 'The import was undone before it had come to this',
  not_found: 'The realm was deleted',
}

/** What is the matter with a file, and what to do about it. */
export interface Refusal {
  title: string
  steps: string[]
}

const asCsv = [
  'Open it in Excel or another spreadsheet.',
  'Choose File → Save as, and there “CSV UTF-8 (comma delimited)”.',
  'Come back here with that file. Or mark the cells, copy them, and paste them here.',
]

const kinds: Record<string, Refusal> = {
  excel: { title: 'This is an Excel workbook, not a CSV file', steps: asCsv },
  opendocument: { title: 'This is an OpenDocument spreadsheet, not a CSV file', steps: asCsv },
  zip: {
    title: 'This is a compressed file (such as a zip), whatever its name says',
    steps: ['Unpack it.', 'Come back here with the CSV file that was in it.'],
  },
  pdf: {
    title: 'This is a PDF document, not a CSV file',
    steps: [
      'Find the spreadsheet or the program that the PDF was made from.',
      'Have it save or export the list as CSV, and come back here with that file.',
    ],
  },
  image: {
    title: 'This is a picture, not a CSV file',
    steps: ['Find the spreadsheet that it shows, and save that as CSV.'],
  },
  html: {
    title: 'This is a web page, not a CSV file',
    steps: ['Open it in a spreadsheet, or mark the table on the page, copy it, and paste it here.'],
  },
  binary: {
    title: 'This is not a file of text',
    steps: ['Have the program that made it export the list as CSV, and come back here with that file.'],
  },
  empty: {
    title: 'There is nobody in this file',
    steps: [
      'It needs one line for each person, and may begin with a line that names the columns.',
      'If you see people when you open it, save it again as CSV, and look that the right sheet is in front.',
    ],
  },
}

const refusals: Record<string, (details: Record<string, unknown>) => Refusal> = {
  not_csv: ({ kind }) => kinds[String(kind)] ?? kinds['binary']!,
  file_too_large: () => ({
    title: `The file is larger than ${IMPORT_MAX.bytes / MEGABYTE} MB`,
    steps: [
      'Delete the columns that are not about people.',
      'Or divide it into several files, and import them in turn.',
    ],
  }),
  too_many_rows: () => ({
    title: `The file has more than ${count(IMPORT_MAX.rows)} lines`,
    steps: ['Divide it into several files, and import them in turn.'],
  }),
  too_many_columns: ({ line }) => ({
    title: `Line ${Number(line)} has more than ${count(IMPORT_MAX.columns)} columns`,
    steps: ['Delete the columns that are not about people, and save it as CSV again.'],
  }),
  line_too_long: ({ line }) => ({
    title: `Line ${Number(line)} is too long to be about one person`,
    steps: [
      'Most often a quotation mark (") is opened there and never closed: look at that line and those just before it.',
      `A cell may have up to ${count(IMPORT_MAX.cell)} characters.`,
    ],
  }),
}

const name = (value: unknown): SentencePart => ({ name: typeof value === 'string' ? value : '' })

/** Where the server's own sentence is not the better one, since it knows what exactly cannot be taken over. */
const problems: Partial<Record<ProblemCode, (details: Record<string, unknown>) => SentencePart[]>> = {
  duplicate_username: ({ line }) => [`Line ${count(Number(line))} has the same username.`],
  duplicate_email: ({ line }) => [`Line ${count(Number(line))} has the same e-mail address.`],
  username_taken: () => ['Someone else here has this username already.'],
  email_taken: ({ username }) => ['This is the e-mail address of “', name(username), '” already.'],
  unknown_group: ({ group }) => ['There is no group “', name(group), '”.'],
  ambiguous_group: ({ group }) => [
    'Several groups are called “',
    name(group),
    '”. Write the whole path, such as Finance / Payroll.',
  ],
  needs_approval: ({ group }) => ['Joining “', name(group), '” needs approval, which an import cannot ask for.'],
  extra_cells: () => [
    'The line has more cells than there are columns. Perhaps one of them has a separator in it and no quotation marks around it.',
  ],
}

const outcomes: Record<RowState, string> = {
  new: 'New',
  update: 'Update',
  unchanged: 'Nothing new',
  skipped: 'Left as they are',
  error: 'Problem',
}

export const importsText = {
  title: 'Import people',
  description:
    'From a spreadsheet or another system, as a CSV file. Nothing changes before you have seen what would change, and all of it can be undone.',
  people: 'People',
  start: {
    choose: 'Choose a file',
    drop: 'Drop a CSV file here',
    dropNow: 'Let go to read this file',
    or: 'or',
    limits: `Up to ${IMPORT_MAX.bytes / MEGABYTE} MB and ${count(IMPORT_MAX.rows)} people. Passwords do not belong in it: columns that look like passwords are not kept.`,
    one: { title: 'One file at a time, please', steps: ['Import the first one, and then the next.'] } satisfies Refusal,
    paste: 'Paste a table',
    pasteHint:
      'Mark the cells in your spreadsheet, copy them, and paste them here, with the line that names the columns.',
    read: 'Read the table',
    nothingPasted: 'Paste a table first.',
    pastedName: 'Pasted table',
    help: 'What should be in the file?',
    helpText:
      'One line for each person. The first line names the columns, in whatever words and order: you say what each of them means in the next step.',
    helpLines: [
      'A username or an e-mail address is needed, everything else is optional.',
      'Groups go by their names, several with a semicolon between them. A group inside another can be written with its path: Finance / Payroll.',
      'An empty cell says nothing: of people who are here already it leaves that as it is.',
      'Any further column can become an attribute, such as a cost centre.',
    ],
    example: 'Download an example',
    exampleName: 'people.csv',
    exampleFile:
      'username,email,first name,last name,groups,cost centre\r\nada,ada@example.com,Ada,Lovelace,,4711\r\n,grace@example.com,Grace,Hopper,,4712\r\n',
    uploading: (name: string): SentencePart[] => ['Sending ', { name }],
    uploadingBar: 'How much of the file has been sent',
    sent: (sent: number, size: number) =>
      sent < size ? `${megabytes(sent)} of ${megabytes(size)} sent` : 'All of it is sent, and is being read …',
    stay: 'Keep this page open until the file has been read.',
    cancel: 'Cancel',
    todo: 'What to do:',
  },
  refusalOf: (code: string, details: Record<string, unknown>): Refusal | undefined => refusals[code]?.(details),
  files: {
    title: 'Files of the last 30 days',
    label: 'Uploaded files',
    file: 'File',
    state: 'State',
    lines: 'Lines',
    when: 'Uploaded',
    by: (name: string): SentencePart[] => ['by ', { name }],
    emptyTitle: 'No file yet',
    none: `What you upload is kept here for ${IMPORT_DAYS} days, so that you can go on with it later, or see again what it did.`,
    go: { judging: 'Continue', ready: 'Continue', applying: 'Watch', applied: 'See the receipt' },
    receipt: 'Download the receipt',
    remove: 'Throw away …',
  },
  stateOf: ({ state, total, judged, counts, batch }: Import): string => {
    if (state === 'judging') return `Being checked: ${count(judged)} of ${count(total)}`
    if (state === 'applying') return `Being imported: ${count(batch?.done ?? 0)} of ${count(batch?.total ?? 0)}`
    if (state === 'applied') return `${people(batch?.done ?? 0)} imported`
    return counts.error > 0 ? `Not imported yet, ${lines(counts.error)} with problems` : 'Not imported yet'
  },
  remove: {
    label: 'Throw away …',
    title: (name: string): SentencePart[] => ['Throw ', { name }, ' away?'],
    text: 'The file and what was found out about it are deleted, for good.',
    textApplied: 'The file and its receipt are deleted, for good. The people who were imported from it stay.',
    confirm: 'Throw away',
    busy: 'It is being imported',
  },
  steps: {
    label: 'Steps',
    names: { columns: 'What the columns mean', rows: 'Check the lines', apply: 'Import' },
  },
  missing: {
    title: 'You can look, and not import',
  },
  columns: {
    title: 'What the columns mean',
    text: 'Each choice is kept at once, and the lines are checked again.',
    read: 'How the file was read',
    encoding: 'Letters',
    encodingOf: (encoding: Import['encoding']) => encodings[encoding],
    encodingHint: 'If letters such as ä or é look wrong below, save the file as “CSV UTF-8” and upload it again.',
    separator: 'Between the cells',
    separatorOf: (separator: Import['separator']) => separators[separator],
    header: 'First line',
    headerOf: (header: boolean) => (header ? 'Names the columns' : 'Is a person already'),
    lines: 'Lines',
    table: 'Columns of the file',
    name: 'Column',
    samples: 'Contains',
    meaning: 'Meaning',
    noSamples: 'Nothing',
    guessed: 'guessed',
    refused:
      'This looks like passwords. They were refused: nothing of this column was kept. People choose their own password.',
    refusedBadge: 'Refused',
    meaningOf: (column: string) => `What “${column}” means`,
    word: (meaning: string) =>
      meaning.startsWith('attribute:')
        ? `Attribute “${meaning.slice('attribute:'.length)}”`
        : (fields[meaning] ?? meaning),
    attribute: (key: string) => `Attribute “${key}”`,
    otherAttribute: 'Attribute with another name …',
    attributeName: 'Name of the attribute',
    attributeNameOf: (column: string) => `Name of the attribute for “${column}”`,
    attributeTaken: 'Another column is this attribute already.',
    attributeWrong: 'Type a name of up to 255 letters.',
    useName: 'Use this name',
    moved: (meaning: string, from: string) => `${meaning} was taken from the column “${from}”, which is left out now.`,
    nobody: 'Choose which column is the username or the e-mail address: without one of them nobody can be imported.',
    next: 'Check the lines',
    later: 'Back to all files',
    conflict: {
      title: 'Someone else changed this meanwhile',
      text: 'Your last choice was not kept. Below is how it is now.',
    },
  },
  options: {
    title: 'What to do',
    matchBy: 'How is someone recognised who is here already?',
    matchChoices: [
      {
        value: 'username',
        label: 'By the username',
        description: 'Other e-mail addresses and names in the file are updates.',
      },
      {
        value: 'email',
        label: 'By the e-mail address',
        description: 'Other usernames and names in the file are updates.',
      },
    ] as const,
    onExisting: 'What happens to them?',
    existingChoices: [
      { value: 'update', label: 'Update them', description: 'With what the file says. What it does not say stays.' },
      { value: 'skip', label: 'Leave them as they are', description: 'Only new people are added.' },
    ] as const,
    groups: 'Groups that everyone joins',
    groupsHint: 'New people, and those who are updated, besides the groups that their lines name.',
    noGroups: 'None.',
    addGroups: 'Choose groups',
    chooseGroups: 'Which groups does everyone in this file join?',
    searchGroups: 'Search groups',
    takeGroups: 'Choose',
    someGroup: '…',
    invite: 'Invite new people by mail',
    inviteHint:
      'They get a mail that asks them to come, once they are imported. A mail that was sent cannot be undone.',
  },
  judging: {
    title: 'The lines are being checked',
    bar: 'How many lines are checked',
    words: (judged: number, total: number) => `${count(judged)} of ${lines(total)} checked`,
    close: 'It is safe to close this page: you find this file again under “Import people”.',
    lost: 'The server cannot be reached just now. This goes on by itself when it is back.',
  },
  /** "900 new, 12 with problems": what would become of the lines. */
  summary: ({ counts }: Import): string => {
    const words = [
      counts.new > 0 && `${count(counts.new)} new`,
      counts.update > 0 && `${count(counts.update)} to update`,
      counts.unchanged > 0 && `${count(counts.unchanged)} with nothing new`,
      counts.skipped > 0 && `${count(counts.skipped)} left as they are`,
      counts.error > 0 && `${count(counts.error)} with problems`,
    ].filter((word) => word !== false)
    return words.length > 0 ? list.format(words) : 'There are no lines.'
  },
  rows: {
    title: 'Check the lines',
    text: 'What would become of each line. Nothing has changed yet.',
    afterTitle: 'Line by line',
    label: 'Lines of the file',
    count,
    filter: 'Show',
    filters: {
      all: 'All',
      new: 'New',
      update: 'Update',
      unchanged: 'Nothing new',
      skipped: 'Left as they are',
      error: 'Problems',
    } satisfies Record<RowState | 'all', string>,
    filterLabel: (word: string, n: number) => `${word} ${count(n)}`,
    line: 'Line',
    state: 'State',
    who: 'Who',
    detail: 'In detail',
    edit: 'Edit',
    states: outcomes,
    done: { new: 'Added', update: 'Updated' } as Record<string, string>,
    leftOut: 'Left out',
    nobody: 'Nobody is named',
    number: (position: number) => `Line ${count(position)}`,
    ofLine: (position: number) => ` line ${count(position)}`,
    correct: 'Correct',
    change: 'Edit',
    problems: (n: number) =>
      n === 1 ? 'One line has a problem and would be left out' : `${lines(n)} have problems and would be left out`,
    problemsText: 'Correct them here, or import the others without them.',
    showProblems: 'Show them',
    unchanged: 'What this line says is so already.',
    skipped: 'Here already, and left as they are.',
    joins: (groups: string) => `Joins ${groups}`,
    empty: 'Empty',
    wholeLine: 'The line',
    quoted: (cell: string): SentencePart[] => ['“', { name: cell }, '” '],
    field: (field: string) =>
      field.startsWith('attribute:') ? field.slice('attribute:'.length) : (fields[field] ?? field),
    next: 'Review and import',
    back: 'Back to the columns',
    none: 'There are no lines.',
    nothing: 'Nothing in this file is new. Correct the lines with problems, or change what the columns mean.',
    nothingAtAll: 'Everything that this file says is so already: there is nothing to import.',
    wait: 'Wait until all lines are checked.',
  },
  /** What is wrong with a cell, or with the line as a whole. */
  problem: ({ code, message, details = {} }: Pick<RowProblem, 'code' | 'message' | 'details'>): SentencePart[] =>
    problems[code]?.(details) ?? [message.endsWith('.') ? message : `${message}.`],
  editRow: {
    title: (position: number) => `Correct line ${count(position)}`,
    save: 'Save',
    saveNext: 'Save, next problem',
    column: (name: string) => `Column “${name}”`,
    extra: (n: number) => `Cell ${count(n)}`,
    extraHint: 'There is no column for it. Empty it, or put it where it belongs.',
    groupsHint: 'Several with a semicolon between them.',
    still: 'There are still problems in this line.',
    nothingChanged: 'Change something first.',
    conflict: 'Someone else corrected this line meanwhile',
    conflictText: 'The cells below that you did not touch are as they are now. Save again to put yours over theirs.',
    noMeaning: 'Say first what the columns mean: then there is something to correct here.',
  },
  apply: {
    title: (name: string): SentencePart[] => ['Import ', { name }, '?'],
    button: (n: number) => `Import ${people(n)}`,
    new: (n: number) => `${people(n)} will be added`,
    update: (n: number) => `${people(n)} will be updated`,
    invited: 'Each new person gets an invitation by mail.',
    error: (n: number) =>
      n === 1 ? 'One line has a problem and is left out' : `${lines(n)} have problems and are left out`,
    unchanged: (n: number) => (n === 1 ? 'One line says nothing new' : `${lines(n)} say nothing new`),
    skipped: (n: number) => `${plural(n, 'person is', 'people are')} here already and left as they are`,
    sample: (of: number) => `The details below are of the first 500 lines. All ${count(of)} are imported.`,
    background: 'It is done in the background, and can be undone as a whole.',
    done: 'The import has begun.',
  },
  progress: {
    title: 'The people are being imported',
    bar: 'How many people are imported',
    words: (done: number, total: number) => `${count(done)} of ${people(total)} imported`,
    close: 'It is safe to close this page, and others can go on working: it goes on in the background.',
  },
  receipt: {
    kind: 'Receipt',
    title: (n: number) => (n === 0 ? 'Nobody was imported' : `${people(n)} imported`),
    added: (n: number) => `${people(n)} added`,
    updated: (n: number) => `${people(n)} updated`,
    both: (n: number) => `${people(n)} added or updated`,
    unchanged: (n: number) => `${lines(n)} said nothing new`,
    skipped: (n: number) => `${plural(n, 'person was', 'people were')} here already and left as they were`,
    problems: (n: number) => `${lines(n)} left out because of problems`,
    leftOut: (n: number) => `${people(n)} left out, since things changed after the file was checked`,
    reason: (reason: string) => reasons[reason] ?? 'Something stood in the way',
    reasonCount: (n: number) => ` (${count(n)})`,
    such: 'such as ',
    file: 'File',
    by: 'By',
    when: 'When',
    until: 'Kept until',
    people: 'See the people',
    another: 'Import another file',
    download: 'Download the receipt',
    downloadHint:
      'The receipt is the file again, with what became of each line. Correct there what was left out, and import it.',
    undo: 'Undo',
    undoMissing: 'Your role does not include the permission that this import needed. Ask an owner of the account.',
    undoHint: 'Undo takes all of it back, for as long as nothing was built upon it.',
    undone: 'This import was undone.',
    undoneLink: 'See it in the activity',
  },
}

/** What a column of the file is called, and what it means, in one word. */
export const columnWord = ({ name, meaning }: Pick<ImportColumn, 'name' | 'meaning'>): string =>
  meaning === 'ignore' ? name : importsText.rows.field(meaning)
