// SPDX-License-Identifier: GPL-2.0-only
// step: file_operations.read=typed
// since: 4.4
// reason: the compiler refuses a function of another type than its member: -Werror=incompatible-pointer-types
// words: file_operations
// probe: none, as it is the compiler that refuses it

@given@
identifier table, function, member = {read, write};
@@
 struct file_operations table = { .member = function, };

// What comes back is a size or an error.
@@
identifier given.function;
parameter list all;
@@
-int function(all)
+ssize_t function(all)
 { ... }

@@
identifier given.function;
parameter list all;
@@
-size_t function(all)
+ssize_t function(all)
 { ... }

@@
identifier given.function;
parameter list all;
@@
-unsigned int function(all)
+ssize_t function(all)
 { ... }

@@
identifier given.function;
typedef loff_t;
parameter list all;
@@
-loff_t function(all)
+ssize_t function(all)
 { ... }

// So is what goes in.
@@
identifier given.function, count;
parameter list[2] before;
type R;
@@
 R function(before,
-int count
+size_t count
 , ...) { ... }

@@
identifier given.function, count;
parameter list[2] before;
type R;
@@
 R function(before,
-unsigned int count
+size_t count
 , ...) { ... }

@@
identifier given.function, count;
parameter list[2] before;
type R;
@@
 R function(before,
-ssize_t count
+size_t count
 , ...) { ... }

@@
identifier given.function, count;
parameter list[2] before;
type R;
@@
 R function(before,
-long count
+size_t count
 , ...) { ... }

@@
identifier given.function, count;
typedef loff_t;
parameter list[2] before;
type R;
@@
 R function(before,
-loff_t count
+size_t count
 , ...) { ... }

// What a program writes is not changed.
@written@
identifier table, function;
@@
 struct file_operations table = { .write = function, };

@disable optional_qualifier@
identifier written.function, from;
parameter first;
type R;
@@
 R function(first,
+const
 char *from
 , ...) { ... }

@filled@
identifier table, function;
@@
 struct file_operations table = { .read = function, };

@disable optional_qualifier@
identifier filled.function, to;
parameter first;
type R;
@@
 R function(first,
-const
 char *to
 , ...) { ... }

// What says only whether it went well.
@told@
identifier table, function, member = {open, release, mmap};
@@
 struct file_operations table = { .member = function, };

@@
identifier told.function;
typedef loff_t;
parameter list all;
@@
(
-ssize_t function(all)
+int function(all)
 { ... }
|
-size_t function(all)
+int function(all)
 { ... }
|
-loff_t function(all)
+int function(all)
 { ... }
|
-long function(all)
+int function(all)
 { ... }
)

@controls@
identifier table, function, member = {unlocked_ioctl, compat_ioctl};
@@
 struct file_operations table = { .member = function, };

@@
identifier controls.function;
parameter list all;
@@
-int function(all)
+long function(all)
 { ... }
