// SPDX-License-Identifier: GPL-2.0-only
// step: usb_class_driver.mode=absent
// since: 2.6.15
// reason: udev decides who may open the device
// words: usb_class_driver

@@
identifier driver;
expression rights;
@@
 struct usb_class_driver driver = {
-	.mode = rights,
 };
