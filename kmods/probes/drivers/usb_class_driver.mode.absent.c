// SPDX-License-Identifier: GPL-2.0-only
static struct usb_class_driver own_class = {
	.name = "usb/own%d",
	.fops = &own_fops,
	.mode = S_IFCHR | S_IRUSR | S_IWUSR,
	.minor_base = 192,
};
