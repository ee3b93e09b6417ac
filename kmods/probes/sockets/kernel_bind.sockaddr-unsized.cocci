// SPDX-License-Identifier: GPL-2.0-only
// step: kernel_bind=sockaddr-unsized
// since: 6.19, commit 85cb0757d7e1
// reason: an address of any length is a struct sockaddr_unsized; struct sockaddr has 14 bytes of it
// words: kernel_bind kernel_connect bind connect

@called@
expression address;
expression list rest;
expression E;
identifier call = {kernel_bind, kernel_connect};
@@
 call(E,
-	(struct sockaddr *)address
+	(struct sockaddr_unsized *)address
 	, rest)

@@
struct sockaddr *address;
expression list rest;
expression E;
identifier call = {kernel_bind, kernel_connect};
@@
 call(E,
-	address
+	(struct sockaddr_unsized *)address
 	, rest)

@@
expression address, E, F;
expression list rest;
identifier call = {bind, connect};
@@
 F->ops->call(E,
-	(struct sockaddr *)address
+	(struct sockaddr_unsized *)address
 	, rest)

@@
struct sockaddr *address;
expression E, F;
expression list rest;
identifier call = {bind, connect};
@@
 F->ops->call(E,
-	address
+	(struct sockaddr_unsized *)address
 	, rest)

@bound@
identifier operations, f;
@@
 struct proto_ops operations = { .bind = f, };

@@
identifier bound.f, s, a;
parameter list rest;
@@
 f(struct socket *s,
-	struct sockaddr *a
+	struct sockaddr_unsized *a
 	, rest)
 { ... }

@connected@
identifier operations, f;
@@
 struct proto_ops operations = { .connect = f, };

@@
identifier connected.f, s, a;
parameter list rest;
@@
 f(struct socket *s,
-	struct sockaddr *a
+	struct sockaddr_unsized *a
 	, rest)
 { ... }
