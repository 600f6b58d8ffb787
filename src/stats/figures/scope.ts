/** Which people, as an admin chooses them. */
export interface People {
  sector?: string | undefined;
  size?: string | undefined;
  nation?: string | undefined;
  /** one organisation alone: the other three are left out */
  organisation?: string | undefined;
}

/** Whom and what a figure is about. */
export interface Scope {
  /** whose totals: `sector/size/nation`, `*` standing for all, or `organisation/<id>` */
  audience: string;
  /** the id of an organisation that has no totals: it is counted now, whatever the audience */
  organisation?: string | undefined;
  /** the id of the only programme that counts */
  programme?: string | undefined;
  /** the first week's Monday, `yyyy-mm-dd` */
  from: string;
  /** the Monday after the last week */
  to: string;
}

/** How totals call people. */
export function audienceOf({ sector, size, nation }: People): string {
  return [sector, size, nation].map((part) => part || '*').join('/');
}

/** How totals call the people of one organisation, where it has totals of its own. */
export const organisationAudience = (id: string): string => `organisation/${id}`;
