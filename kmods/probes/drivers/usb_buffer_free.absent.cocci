// SPDX-License-Identifier: GPL-2.0-only
// step: usb_buffer_free=absent
// since: 2.6.35
// reason: it is named after what it frees, memory that the device sees too

@@
expression device, size, memory, address;
@@
-usb_buffer_free(device, size, memory, address)
+usb_free_coherent(device, size, memory, address)
