import { anyOf, type Rule } from './rule.js';

/** Full mailboxes and the like, as systems say it in other languages than English. */
export const softLanguageRules: Rule[] = [
  {
    name: 'mailbox full (other language)',
    pattern: anyOf(
      /(?:postfach|mailbox|konto|briefkasten)[^.]{0,50}(?:voll|überfüllt|ueberfuellt|kapazit|speicher)/,
      /zu ?viele mails/,
      /quota (?:überschritten|ueberschritten)/,
      /bo[iî]te[^.]{0,60}(?:pleine|satur)/,
      /destinataire pleine/,
      /quota d[eé]pass/,
      /buz[oó]n[^.]{0,40}(?:lleno|llena|completo)/,
      /casilla[^.]{0,30}llena/,
      /cuota[^.]{0,30}(?:excedid|superad)/,
      /casella[^.]{0,40}piena/,
      /quota[^.]{0,20}superat/,
      /caixa[^.]{0,40}cheia/,
      /cota[^.]{0,20}excedid/,
      /postvak[^.]{0,30}vol\b/,
      /mailbox is vol\b/,
      /ящик[^.]{0,30}переполнен/,
      /переполнен[^.]{0,30}ящик/,
      /квот[аы]/,
      /skrzynk\w+[^.]{0,30}(?:pełna|przepełniona)/,
      /(?:メールボックス|受信箱)[^。]{0,20}(?:いっぱい|一杯|容量|満杯|超え)/,
      /容量[^。]{0,10}(?:超|オーバー|不足)/,
      /邮箱[^。]{0,15}(?:已满|满)/,
      /信箱[^。]{0,10}滿/,
    ),
  },
  {
    name: 'disabled (other language)',
    pattern: anyOf(
      /(?:konto|postfach)[^.]{0,40}(?:gesperrt|deaktiviert|vorübergehend)/,
      /compte[^.]{0,40}(?:d[eé]sactiv|suspendu|bloqu)/,
      /cuenta[^.]{0,40}(?:suspendid|desactivad|inactiva|bloquead)/,
      /account[^.]{0,30}(?:sospeso|disattivat|gedeactiveerd|geblokkeerd)/,
      /conta[^.]{0,30}(?:suspensa|desativada|bloqueada)/,
      /利用停止/,
      /停止中/,
      /заблокирован/,
      /отключен/,
    ),
  },
];

/** Refusals that concern us, in other languages. */
export const oursLanguageRules: Rule[] = [
  {
    name: 'refused (other language)',
    pattern: anyOf(
      /richtlinie/,
      /wegen spam/,
      /als spam/,
      /absender[^.]{0,40}(?:abgelehnt|gesperrt|nicht erlaubt)/,
      /règle de s[eé]curit/,
      /politique de/,
      /contenu[^.]{0,20}(?:refus|interdit)/,
      /exp[eé]diteur[^.]{0,30}(?:refus|bloqu|rejet|interdit)/,
      /pol[ií]tica/,
      /remitente[^.]{0,30}(?:rechazad|bloquead|no autoriz)/,
      /mittente[^.]{0,30}(?:rifiutat|bloccat|non autorizz)/,
      /remetente[^.]{0,30}(?:rejeitad|bloquead)/,
      /beleid/,
      /afzender[^.]{0,30}(?:geweigerd|geblokkeerd)/,
      /черн(?:ый|ом) списк/,
      /迷惑メール/,
      /スパム/,
      /垃圾邮件/,
      /受信拒否/,
    ),
  },
];

/** Unknown addresses, in other languages. */
export const addressLanguageRules: Rule[] = [
  {
    name: 'unknown user (other language)',
    pattern: anyOf(
      /(?:empf[äa]e?nger\w*|benutzer\w*|postfach|(?:e-?mail-?)?adress\w+|mailbox|konto|nutzer|teilnehmer)[^.]{0,80}(?:unbekannt|existiert nicht|nicht (?:gefunden|bekannt|vorhanden|existier\w*|g[uü]ltig)|ung[uü]ltig|gibt es nicht)/,
      /(?:unbekannte[rn]?|ung[uü]ltige[rn]?) (?:empf[äa]nger|benutzer|adresse|e-?mail)/,
      /(?:utilisateur|destinataire|adresse|compte|bo[iî]te|usager)[^.]{0,80}(?:inconnue?|n'existe(?:nt)? pas|introuvable|non trouv[eé]e?|invalide|inexistante?|non r[eé]pertori|non recens)/,
      /au moins un destinataire invalide/,
      /(?:usuario|destinatario|direcci[oó]n|cuenta|buz[oó]n|casilla)[^.]{0,80}(?:desconocid[oa]|no (?:existe|encontrad[oa]|v[aá]lid[oa]|se encuentra|se ha encontrado|es v[aá]lid)|inexistente|inv[aá]lid[oa])/,
      /(?:utente|destinatario|indirizzo|casella|account)[^.]{0,80}(?:sconosciut[oa]|non (?:esiste|esistente|trovat[oa]|valid[oa]|è stato trovato|presente)|inesistente)/,
      /nessun utente simile/,
      /(?:usu[aá]rio|destinat[aá]rio|endere[cç]o|conta|caixa)[^.]{0,80}(?:desconhecid[oa]|n[aã]o (?:existe|encontrad[oa]|foi encontrad[oa]|é v[aá]lid)|inexistente|inv[aá]lid[oa])/,
      /(?:gebruiker|ontvanger|geadresseerde|adres|postvak|mailbox)[^.]{0,80}(?:onbekend|bestaat niet|niet (?:gevonden|bekend|geldig)|ongeldig)/,
      /(?:пользовател|получател|адрес|ящик)\S*[^.]{0,60}(?:не (?:существует|найден|зарегистрирован)|неизвест)/,
      /нет такого/,
      /(?:użytkownik|adresat|konto|skrzynka)[^.]{0,50}(?:nie istnieje|nieznany|nie znaleziono)/,
      /(?:anv[äa]ndaren?|mottagaren?|adressen?|bruger|modtager)[^.]{0,50}(?:ok[äa]nd|finns inte|ukendt|findes ikke)/,
      /(?:宛先|ユーザ|メールアドレス|アドレス|受信者|宛て先)[^。]{0,40}(?:見つかりません|存在しません|存在しない|不明|見当たりません|ありません|間違)/,
      /ディレクトリ[^。]{0,12}(?:見つかりません|ありません)/,
      /(?:用户|收件人|邮箱|地址|帐号|账号|帳號)[^。]{0,20}(?:不存在|未找到|无效|找不到)/,
      /not listed in domino/,
    ),
  },
  {
    name: 'unknown host (other language)',
    pattern: anyOf(
      /(?:domain|domäne|rechner)[^.]{0,40}(?:existiert nicht|unbekannt|nicht gefunden)/,
      /domaine[^.]{0,40}(?:inconnu|n'existe pas|introuvable)/,
      /dominio[^.]{0,40}(?:no existe|desconocido|non esiste|sconosciuto|inesistente)/,
      /dom[ií]nio[^.]{0,40}(?:não existe|desconhecido)/,
      /domein[^.]{0,40}(?:bestaat niet|onbekend)/,
      /ドメイン[^。]{0,20}(?:見つかりません|存在し)/,
    ),
  },
];
