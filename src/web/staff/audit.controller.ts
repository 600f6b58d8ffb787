import { Controller, Get, Param, Query, Render } from '@nestjs/common';
import { CentreService } from '../../centre/centre.service.js';
import { Audit } from '../../staff/audit.service.js';
import { OrganisationCare } from '../../staff/organisation-care.service.js';
import { auditView } from './audit.view.js';

/** Entries on a page. */
const PAGE = 100;
const entry = (query: unknown) => (typeof query === 'string' && /^\d{1,18}$/.test(query) ? { before: query } : {});

/** Who did what: all of it for admins, that of an organisation for its coordinators. */
@Controller()
export class AuditController {
  constructor(
    private readonly audit: Audit,
    private readonly care: OrganisationCare,
    private readonly centre: CentreService,
  ) {}

  @Get('admin/audit')
  @Render('staff/audit')
  async all(@Query('before') before: unknown): Promise<object> {
    const { zone } = await this.centre.get();
    const lines = await this.audit.list(entry(before), PAGE + 1);
    return { title: 'What staff did', ...auditView(lines, PAGE, zone, '/admin/audit') };
  }

  @Get('organisations/:organisation/audit')
  @Render('staff/audit')
  async of(@Param('organisation') organisationId: string, @Query('before') before: unknown): Promise<object> {
    const { name } = await this.care.find(organisationId);
    const { zone } = await this.centre.get();
    const lines = await this.audit.list({ organisationId, ...entry(before) }, PAGE + 1);
    const path = `/organisations/${organisationId}/audit`;
    return {
      title: `What staff did at ${name}`,
      organisation: { id: organisationId, name },
      ...auditView(lines, PAGE, zone, path),
    };
  }
}
