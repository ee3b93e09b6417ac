// SPDX-License-Identifier: GPL-2.0-only
// step: GENL_ID_GENERATE=absent
// since: 4.10
// reason: every family is given its id; 0 is what the macro was

@@
identifier family;
@@
 struct genl_family family = {
-	.id = GENL_ID_GENERATE,
 };
