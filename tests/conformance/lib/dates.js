// The date formats of the feeds and of HTML. Each function returns the moment, or NaN.

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

// A day of the calendar: Date.parse would accept 31 February.
function day(year, month, date) {
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? at.getTime() : NaN;
}

export function isoDay(value) {
  const m = DAY.exec(value ?? '');
  return m ? day(+m[1], +m[2], +m[3]) : NaN;
}

export function rfc3339(value) {
  const m = /^(\d{4})-(\d{2})-(\d{2})T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(value ?? '');
  return m && !Number.isNaN(day(+m[1], +m[2], +m[3])) ? Date.parse(value) : NaN;
}

// The date of RFC 822 as RSS uses it, with a year of four digits.
export function rfc822(value) {
  const m = /^(?:(Mon|Tue|Wed|Thu|Fri|Sat|Sun), )?(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (\d{4}) ([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)? (GMT|UTC?|[+-]\d{4})$/.exec(value ?? '');
  if (!m) return NaN;
  const month = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ').indexOf(m[3]) + 1;
  const at = day(+m[4], month, +m[2]);
  const name = 'Sun Mon Tue Wed Thu Fri Sat'.split(' ')[new Date(at).getUTCDay()];
  return m[1] && m[1] !== name ? NaN : Date.parse(value);
}

// The date-time of the W3C: a year, a month, a day, or a day with time and zone.
export function w3c(value) {
  if (/^\d{4}$/.test(value ?? '')) return Date.parse(value);
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(value ?? '')) return Date.parse(value);
  const onDay = isoDay(value);
  if (!Number.isNaN(onDay)) return onDay;
  const minutes = /^(.*T\d{2}:\d{2})(Z|[+-]\d{2}:\d{2})$/.exec(value ?? '');
  return rfc3339(minutes ? `${minutes[1]}:00${minutes[2]}` : value);
}
