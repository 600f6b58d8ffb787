import { Controller, Get, Param, Query, Render } from '@nestjs/common';
import { CentreService } from '../../centre/centre.service.js';
import { Audit } from '../../staff/audit.service.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { type AuditQuery, auditSearch, askedIn } from './audit.query.js';
import { auditView } from './audit.view.js';

/** Entries on a page. */
const PAGE = 100;

/** Who did what: all of it for admins, that of an organisation for its coordinators; by person, thing, act and time. */
@Controller()
export class AuditController {
  constructor(
    private readonly audit: Audit,
    private readonly care: OrganisationCare,
    private readonly centre: CentreService,
  ) {}

  @Get('admin/audit')
  @Render('staff/audit')
  async all(@Query() query: AuditQuery): Promise<object> {
    return { title: 'What staff did', ...(await this.view(query)) };
  }

  @Get('organisations/:organisation/audit')
  @Render('staff/audit')
  async of(@Param('organisation') organisationId: string, @Query() query: AuditQuery): Promise<object> {
    const { name } = await this.care.find(organisationId);
    const organisation = { id: organisationId, name };
    return { title: `What staff did at ${name}`, organisation, ...(await this.view(query, organisationId)) };
  }

  private async view(query: AuditQuery, organisationId?: string): Promise<object> {
    const { zone } = await this.centre.get();
    const asked = askedIn(query);
    const [lines, actors] = await Promise.all([
      this.audit.list({ ...auditSearch(asked, zone), ...(organisationId && { organisationId }) }, PAGE + 1),
      this.audit.actors(organisationId),
    ]);
    const path = organisationId ? `/organisations/${organisationId}/audit` : '/admin/audit';
    return auditView(lines, PAGE, { zone, path, asked, actors });
  }
}
