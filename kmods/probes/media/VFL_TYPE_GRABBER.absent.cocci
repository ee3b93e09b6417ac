// SPDX-License-Identifier: GPL-2.0-only
// step: VFL_TYPE_GRABBER=absent
// since: 5.7
// reason: cameras are no grabbers

@@
@@
-VFL_TYPE_GRABBER
+VFL_TYPE_VIDEO
