// SPDX-License-Identifier: GPL-2.0-only
// step: usb_bulk_msg=counted
// since: 2.6.0
// reason: how much was sent is an int, and compilers no longer take the place of something else for one
// probe: none, as compilers refuse the old form, and not headers (gcc 14; it was a warning before)

@@
expression device, pipe, data, length, timeout;
size_t count;
@@
 usb_bulk_msg(device, pipe, data, length,
-	&count
+	(int *)&count
 	, timeout)
