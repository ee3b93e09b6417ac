// SPDX-License-Identifier: GPL-2.0-only
// step: usb_buffer_alloc=absent
// since: 2.6.35
// reason: it is named after what it returns, memory that the device sees too

@@
expression device, size, flags, address;
@@
-usb_buffer_alloc(device, size, flags, address)
+usb_alloc_coherent(device, size, flags, address)
