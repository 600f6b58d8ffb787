import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { NotFound } from '../errors.js';
import { Mailbox } from '../mail/mailbox/mailbox.js';
import { fromThisComputer } from './loopback.js';

/** The built-in mailbox opens everything that links open, so only this computer sees it. Others learn not even that it is there. */
@Injectable()
export class MailboxGuard implements CanActivate {
  constructor(private readonly mailbox: Mailbox) {}

  canActivate(context: ExecutionContext): boolean {
    const { socket, headers } = context.switchToHttp().getRequest<Request>();
    if (this.mailbox.on && fromThisComputer(socket.remoteAddress, headers)) return true;
    throw new NotFound('no mailbox here');
  }
}
