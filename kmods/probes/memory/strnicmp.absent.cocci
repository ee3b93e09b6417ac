// SPDX-License-Identifier: GPL-2.0-only
// step: strnicmp=absent
// since: 4.2
// reason: it has the same name as everywhere else
// words: strnicmp

@@
expression list arguments;
@@
-strnicmp(arguments)
+strncasecmp(arguments)
