import { type ColumnMeaning, type ImportColumn, type ImportOptions } from '#contract/imports'
import { Email, line } from '#contract/primitives'

/** What headers say, in the languages that people's spreadsheets are in; compared without case, spaces and punctuation. */
const words: [meaning: ColumnMeaning, names: string][] = [
  [
    'username',
    `username user userid userlogin login loginname loginid account accountname uid samaccountname userprincipalname upn
    benutzer benutzername benutzerkennung anmeldename kennung utilisateur nomutilisateur identifiant usuario
    nombredeusuario nomedeusuario utente nomeutente gebruiker gebruikersnaam inlognaam användarnamn användare brukernavn
    bruker käyttäjätunnus käyttäjänimi kasutajanimi użytkownik nazwaużytkownika uživatel uživatelskéjméno felhasználónév
    kullanıcıadı utilizator пользователь логин имяпользователя 用户名 ユーザー名 사용자이름`,
  ],
  [
    'email',
    `email emailaddress emailadresse mail mailaddress primaryemail workemail epost epostadress epostadresse
    courriel adresseemail adressemail correo correoelectronico correoelectrónico enderecodeemail endereçodeemail
    indirizzoemail posta postaelettronica sähköposti sähköpostiosoite adresemail adresaemail emailcím eposta
    электроннаяпочта почта 邮箱 电子邮件 メール メールアドレス 이메일`,
  ],
  [
    'firstName',
    `firstname givenname forename first given vorname rufname prénom prenom nombre nombres primeiro primeironome nome
    voornaam roepnaam förnamn fornavn etunimi eesnimi imię imie jméno křestníjméno keresztnév utónév ad isim prenume имя
    名 名字 이름`,
  ],
  [
    'lastName',
    `lastname surname familyname last family nachname familienname zuname nom nomdefamille apellido apellidos sobrenome
    apelido cognome achternaam familienaam efternamn etternavn sukunimi perekonnanimi nazwisko příjmení vezetéknév
    családnév soyad soyadı nume фамилия 姓 姓氏 성`,
  ],
  [
    'groups',
    `group groups team teams department departments memberof gruppe gruppen abteilung abteilungen groupe groupes équipe
    service grupo grupos departamento equipo gruppo gruppi reparto groep groepen afdeling grupp grupper avdelning gruppi
    ryhmä ryhmät osasto grupa grupy dział skupina skupiny oddělení csoport csoportok grup gruplar departman группа группы
    отдел 组 部门 グループ 部署 그룹 부서`,
  ],
]

const key = (name: string): string =>
  name
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '')

const meanings = new Map(words.flatMap(([meaning, names]) => names.split(/\s+/).map((name) => [key(name), meaning])))

const PASSWORD =
  /passw|passphrase|^pwd|pwd$|^pass$|kennwort|motdepasse|contrase|^clave$|^senha|wachtwoord|lösenord|passord|adgangskode|salasana|parool|hasło|^haslo|^heslo|jelszó|parola|şifre|parolă|пароль|密码|パスワード|暗証|비밀번호|pincode|^pin$|^secret$|(secret|api|access)(key|token)$|geheim|(^|md5|sha\d*|bcrypt)hash$/

/** How hashes of passwords look: crypt's forms, LDAP's, and bare digests. */
const HASH =
  /^(\$(2[abxy]?|argon2\w*|[156y]|scrypt|pbkdf2[\w-]*|P|H)\$|\{(S?SHA\d*|S?MD5|CRYPT|PBKDF2[\w-]*|BCRYPT|ARGON2)\}|pbkdf2[_:$]|[0-9a-f]{40}$|[0-9a-f]{64}$|[0-9a-f]{128}$)/i

const isEmail = (value: string): boolean => value.includes('@') && Email.safeParse(value).success

/** Whether the first line names the columns: nobody names one after an address. */
export const isHeader = (cells: readonly string[]): boolean => !cells.some((cell) => isEmail(cell.trim()))

/** Room for the longest attribute, with what stands before it. */
const NAME_MAX = 300

/** How many different values of a column are shown. */
const SAMPLES = 3

/** What columns seem to mean, from their names and from what stands in their first rows. */
export function guessColumns(header: readonly string[] | null, rows: readonly (readonly string[])[]): ImportColumn[] {
  const count = header ? named(header, rows) : Math.max(...rows.map(({ length }) => length))
  const columns = Array.from({ length: count }, (_, i): ImportColumn => {
    const values = rows.map((cells) => (cells[i] ?? '').trim()).filter(Boolean)
    const name = header?.[i]?.trim().slice(0, NAME_MAX) || `Column ${i + 1}`
    const isPassword = PASSWORD.test(key(name)) || isMost(values, (value) => HASH.test(value))
    return {
      name,
      meaning: 'ignore',
      guessed: true,
      refused: isPassword ? 'password' : null,
      samples: isPassword ? [] : [...new Set(values)].slice(0, SAMPLES).map((value) => value.slice(0, 200)),
    }
  })
  const free = new Set<ColumnMeaning>(['username', 'email', 'firstName', 'lastName'])
  const give = (column: ImportColumn, meaning: ColumnMeaning | undefined) => {
    if (meaning === undefined || column.refused || column.meaning !== 'ignore') return
    if (meaning !== 'groups' && !free.delete(meaning)) return
    column.meaning = meaning
  }
  for (const column of columns) {
    const attribute = /^attr(?:ibute)?:(.+)$/is.exec(column.name)?.[1]
    const parsed = attribute === undefined ? undefined : line(255).safeParse(attribute)
    if (parsed?.success && !column.refused) column.meaning = `attribute:${parsed.data}`
    else give(column, meanings.get(key(column.name)))
  }
  // “Name” beside a first name is the last one.
  if (free.has('lastName') && !free.has('firstName')) {
    for (const column of columns) if (key(column.name) === 'name') give(column, 'lastName')
  }
  for (const [i, column] of columns.entries()) {
    const values = rows.map((cells) => (cells[i] ?? '').trim()).filter(Boolean)
    if (free.has('email') && isMost(values, isEmail)) give(column, 'email')
  }
  return columns
}

/** Cells past the header belong to a column without a name only where most lines have them; else something is wrong there. */
function named(header: readonly string[], rows: readonly (readonly string[])[]): number {
  let count = header.length
  while (rows.filter(({ length }) => length > count).length > rows.length / 2) count += 1
  return count
}

const isMost = (values: readonly string[], holds: (value: string) => boolean): boolean =>
  values.length > 0 && values.filter(holds).length > values.length * 0.8

/** People are recognised by what the file says of them. */
export const guessOptions = (columns: readonly ImportColumn[]): ImportOptions => ({
  matchBy: columns.some(({ meaning }) => meaning === 'username') ? 'username' : 'email',
  onExisting: 'update',
  groupIds: [],
  invite: false,
})
