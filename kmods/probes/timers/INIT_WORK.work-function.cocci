// SPDX-License-Identifier: GPL-2.0-only
// step: INIT_WORK=work-function
// since: 2.6.20
// reason: a work's function gets the work, and finds its data around it
// words: INIT_WORK DECLARE_WORK

@around@
identifier callback, member, tag;
struct tag *object;
@@
 INIT_WORK(
-	&object->member, callback, \(object\|(void *)object\)
+	&object->member, callback
 )

@@
identifier around.callback, around.member, around.tag, data, object;
type T;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
-	struct tag *object = \(data\|(T)data\);
+	struct tag *object = container_of(work, struct tag, member);
 	... when != data
 }

@@
identifier around.callback, around.member, around.tag, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = container_of(work, struct tag, member);
 	...
 }

@plain@
expression work, value;
identifier callback;
@@
 INIT_WORK(work, callback, value)

@ignored@
identifier plain.callback, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
 }

@depends on ignored@
expression work, value;
identifier plain.callback;
@@
 INIT_WORK(
-	work, callback, value
+	work, callback
 )

// The data is something of the whole file's.
@filewide@
identifier object;
type T;
@@
 T object;

@shared@
expression work;
identifier callback, filewide.object;
@@
 INIT_WORK(
-	work, callback, &object
+	work, callback
 )

@@
identifier shared.callback, filewide.object, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = &object;
 	...
 }

// A function that takes something else, and is said to take this.
@@
typedef work_func_t;
type T;
expression work, value;
identifier callback;
@@
 INIT_WORK(
-	work, (T)callback, value
+	work, (work_func_t)callback
 )

@declared@
declarer name DECLARE_WORK;
identifier work, callback;
expression value;
@@
 DECLARE_WORK(
-	work, callback, value
+	work, callback
 );

@@
identifier declared.callback, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
 }

@@
identifier declared.callback, data;
expression declared.value;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = value;
 	...
 }

// A function that was given the work as what it is no longer told.
@untold@
expression work;
identifier callback;
@@
 INIT_WORK(work, callback)

@@
identifier untold.callback, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
 	... when != data
 }

@@
identifier untold.callback, data;
@@
 callback(
-	void *data
+	struct work_struct *work
 )
 {
+	void *data = work;
 	...
 }
