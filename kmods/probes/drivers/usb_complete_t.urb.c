// SPDX-License-Identifier: GPL-2.0-only
static void own_written(struct urb *urb, struct pt_regs *regs)
{
	own_free(urb);
}

static void own_heard(struct urb *urb, struct pt_regs *regs)
{
	if (urb->status)
		return;
	own_read(urb);
}

static int own_open(struct own *own, struct urb *urb)
{
	usb_fill_bulk_urb(urb, own->device, own->pipe, own->buffer, 64, own_written, own);
	own->interrupt->complete = NULL;
	usb_fill_int_urb(own->interrupt, own->device, own->pipe, own->buffer, 8, own_heard, own, 10);
	return 0;
}
