// SPDX-License-Identifier: GPL-2.0-only
static void own_written(struct urb *urb)
{
	usb_buffer_free(urb->dev, urb->transfer_buffer_length, urb->transfer_buffer, urb->transfer_dma);
}
