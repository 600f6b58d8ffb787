import { z } from 'zod';

const zones = new Set(Intl.supportedValuesOf('timeZone'));

/** Whether lessons can be sent by the clocks of this IANA zone. */
const isZone = (zone: string) => zone === 'UTC' || zones.has(zone);

/** The weekly slot as a form asks for it. */
export const cadenceFields = {
  weekday: z.coerce
    .number({ error: 'Choose a day.' })
    .int()
    .min(1, { error: 'Choose a day.' })
    .max(7, { error: 'Choose a day.' }),
  time: z
    .string({ error: 'Choose a time.' })
    .regex(/^(0[7-9]|1\d):[0-5]\d$/, { error: 'Choose a time between 07:00 and 19:59.' }),
  zone: z.string({ error: 'Choose a time zone.' }).refine(isZone, { error: 'Choose a time zone from the list.' }),
};

/** A weekly slot, checked. */
export const cadenceForm = z.object(cadenceFields);
