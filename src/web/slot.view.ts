import { type Option, options } from './form.js';
import { weekdayName } from './dates.js';

/** A weekly slot as a form holds it; what was typed may be anything. */
export interface Slot {
  weekday?: string | number;
  /** `HH:MM` or `HH:MM:SS` */
  time?: string;
  zone?: string;
}

/** The lists of a form that asks for a weekly slot. */
export interface SlotView {
  weekdays: Option[];
  times: Option[];
  zones: Option[];
  zoneName: string;
}

const weekdays = [1, 2, 3, 4, 5, 6, 7].map((weekday) => [String(weekday), weekdayName(weekday)] as const);
/** 07:00 to 19:00: a lesson goes out, retries included, between 07:00 and 20:00 of the member's day. */
const times = Array.from({ length: 25 }, (_, half) => {
  const time = `${String(7 + Math.floor(half / 2)).padStart(2, '0')}:${half % 2 ? '30' : '00'}`;
  return [time, time] as const;
});
const zones = Intl.supportedValuesOf('timeZone');

/** The lists with a slot set. */
export function slotView(slot: Slot): SlotView {
  const zone = slot.zone ?? '';
  const known = zones.includes(zone) || !zone ? zones : [zone, ...zones];
  return {
    weekdays: options(weekdays, String(slot.weekday ?? '')),
    times: options(times, slot.time?.slice(0, 5)),
    zones: options(
      known.map((name) => [name, name.replaceAll('_', ' ')] as const),
      zone,
    ),
    zoneName: zone.replaceAll('_', ' '),
  };
}
