// SPDX-License-Identifier: GPL-2.0-only
// step: GENL_ID_GENERATE=absent
// since: 4.10
// reason: every family is assigned an id; the macro was 0

@@
identifier family;
@@
 struct genl_family family = {
-	.id = GENL_ID_GENERATE,
 };
