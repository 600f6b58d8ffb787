import {
  Body,
  Controller,
  Get,
  Post,
  Query,
  Redirect,
  Render,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import type { Response } from 'express';
import { parse } from '../../parse.js';
import { CentreService } from '../../centre/centre.service.js';
import { Logos } from '../../centre/logos.service.js';
import { Invalid, type Problem } from '../../errors.js';
import { CentreCare } from '../../staff/centre-care.service.js';
import { ContactCare } from '../../staff/contact-care.service.js';
import { submit, typed } from '../form.js';
import { centreForm } from './centre.schema.js';
import { centreInForm, centreView } from './centre.view.js';
import { type SignedIn, Who } from './signed-in.js';

/** Bytes of a picture that are looked at; what is larger is refused before it is read. */
const UPLOAD = { limits: { fileSize: 2 * 1024 * 1024, files: 1, fields: 5 } };

/** The centre's settings, for admins. */
@Controller('admin/centre')
export class CentreController {
  constructor(
    private readonly centre: CentreService,
    private readonly logos: Logos,
    private readonly care: CentreCare,
    private readonly contacts: ContactCare,
  ) {}

  @Get()
  @Render('staff/centre')
  page(@Query('said') said: unknown): Promise<object> {
    return this.view({ said });
  }

  @Post()
  change(@Who() who: SignedIn, @Body() body: unknown, @Res() response: Response): Promise<void> {
    const deed = async () => {
      const schema = centreForm(await this.centre.get(), await this.contacts.today());
      await this.care.change(parse(schema, body), who);
      return '/admin/centre?said=saved';
    };
    return submit(response, deed, { view: 'staff/centre', model: (problems) => this.view({ body, problems }) });
  }

  @Post('logo')
  @UseInterceptors(FileInterceptor('logo', UPLOAD))
  setLogo(
    @Who() who: SignedIn,
    @UploadedFile() file: { buffer: Buffer } | undefined,
    @Res() response: Response,
  ): Promise<void> {
    const deed = async () => {
      if (!file?.buffer.length) throw new Invalid([{ field: 'logo', problem: 'Choose a picture first.' }]);
      await this.care.setLogo(file.buffer, who);
      return '/admin/centre?said=logo';
    };
    return submit(response, deed, { view: 'staff/centre', model: (problems) => this.view({ problems }) });
  }

  @Post('logo/remove')
  @Redirect('/admin/centre?said=removed', 303)
  async removeLogo(@Who() who: SignedIn): Promise<void> {
    await this.care.removeLogo(who);
  }

  private async view({ body, ...shown }: { said?: unknown; body?: unknown; problems?: Problem[] }): Promise<object> {
    const centre = await this.centre.get();
    const form = body ? typed(body) : centreInForm(centre);
    return centreView(form, await this.logos.shown(centre.logoHash, 96), shown);
  }
}
