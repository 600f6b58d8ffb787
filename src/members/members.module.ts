import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { CentreModule } from '../centre/centre.module.js';
import { LinksModule } from '../links/links.module.js';
import { MailModule } from '../mail/mail.module.js';
import { Organisation } from '../organisations/organisation.entity.js';
import { AlertWishes } from './alert-wishes.js';
import { Erasing } from './erasing.js';
import { Leaving } from './leaving.service.js';
import { MemberMails } from './member-mails.js';
import { Member } from './member.entity.js';
import { PageLinks } from './page-links.js';
import { ConfirmMail } from './sign-up-mails.js';
import { SignUp } from './sign-up.entity.js';
import { SignUps } from './sign-ups.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([Organisation, Member, SignUp]), CentreModule, LinksModule, MailModule],
  providers: [AlertWishes, ConfirmMail, Erasing, Leaving, MemberMails, PageLinks, SignUps],
  exports: [AlertWishes, Erasing, Leaving, PageLinks, SignUps],
})
export class MembersModule {}
