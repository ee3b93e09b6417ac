// SPDX-License-Identifier: GPL-2.0-only
// step: strcmp=text
// since: 4.4
// reason: the compiler refuses to take another pointer for a text: -Werror=incompatible-pointer-types
// words: nlmsghdr
// probe: none, as it is the compiler that refuses it

@@
struct nlmsghdr *message;
expression E;
identifier call = {strcmp, strncmp, strlen, strstr, strchr, strcpy, strncpy, strscpy};
expression list rest;
@@
(
 call(
-	message
+	(char *)message
 	, rest)
|
 strlen(
-	message
+	(char *)message
 	)
)
