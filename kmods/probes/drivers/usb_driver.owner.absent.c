// SPDX-License-Identifier: GPL-2.0-only
static struct usb_driver own_driver = {
	.owner = THIS_MODULE,
	.name = "own",
	.probe = own_probe,
};
