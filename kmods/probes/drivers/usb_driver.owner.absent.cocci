// SPDX-License-Identifier: GPL-2.0-only
// step: usb_driver.owner=absent
// since: 2.6.16
// reason: usb_register() records the module that calls it
// words: usb_driver

@@
identifier driver;
@@
 struct usb_driver driver = {
-	.owner = THIS_MODULE,
 };
