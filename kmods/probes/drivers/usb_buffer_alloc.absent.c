// SPDX-License-Identifier: GPL-2.0-only
static void *own_buffer(struct usb_device *device, struct urb *urb, size_t count)
{
	return usb_buffer_alloc(device, count, GFP_KERNEL, &urb->transfer_dma);
}
