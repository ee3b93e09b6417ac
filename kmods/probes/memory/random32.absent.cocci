// SPDX-License-Identifier: GPL-2.0-only
// step: random32=absent
// since: 3.10
// reason: the generator says that it is no secret one
// include: linux/random.h

@@
@@
-random32()
+prandom_u32()
