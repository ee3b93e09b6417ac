// SPDX-License-Identifier: GPL-2.0-only
// step: bus_attribute.show=const-bus
// since: 6.4, commit 75cff725d956
// reason: reading and writing attributes does not change the bus
// words: bus_attribute BUS_ATTR_RO BUS_ATTR_RW BUS_ATTR_WO

@shows@
identifier variable, f;
expression called, mode, store;
@@
 struct bus_attribute variable = __ATTR(called, mode, f, store);

@ disable optional_qualifier@
identifier shows.f, bus, buf;
@@
 ssize_t f(
-	struct bus_type *bus
+	const struct bus_type *bus
 , char *buf)
 { ... }

@stores@
identifier variable, f;
expression called, mode, show;
@@
 struct bus_attribute variable = __ATTR(called, mode, show, f);

@ disable optional_qualifier@
identifier stores.f, bus, buf, size;
@@
 ssize_t f(
-	struct bus_type *bus
+	const struct bus_type *bus
 , const char *buf, size_t size)
 { ... }

@read@
declarer name BUS_ATTR_RO;
declarer name BUS_ATTR_RW;
identifier variable;
@@
(
 BUS_ATTR_RO(variable);
|
 BUS_ATTR_RW(variable);
|
 static BUS_ATTR_RO(variable);
|
 static BUS_ATTR_RW(variable);
)

// The macros build the names.
@depends on read disable optional_qualifier@
identifier f =~ "_show$";
identifier bus, buf;
@@
 ssize_t f(
-	struct bus_type *bus
+	const struct bus_type *bus
 , char *buf)
 { ... }

@written@
declarer name BUS_ATTR_WO;
declarer name BUS_ATTR_RW;
identifier variable;
@@
(
 BUS_ATTR_WO(variable);
|
 BUS_ATTR_RW(variable);
|
 static BUS_ATTR_WO(variable);
|
 static BUS_ATTR_RW(variable);
)

@depends on written disable optional_qualifier@
identifier f =~ "_store$";
identifier bus, buf, size;
@@
 ssize_t f(
-	struct bus_type *bus
+	const struct bus_type *bus
 , const char *buf, size_t size)
 { ... }

// Members by their names.
@named_show@
identifier variable, f;
@@
 struct bus_attribute variable = { .show = f, };

@disable optional_qualifier@
identifier named_show.f, bus, buf;
@@
 ssize_t f(
-	struct bus_type *bus
+	const struct bus_type *bus
 , char *buf)
 { ... }

@named_store@
identifier variable, f;
@@
 struct bus_attribute variable = { .store = f, };

@disable optional_qualifier@
identifier named_store.f, bus, buf, size;
@@
 ssize_t f(
-	struct bus_type *bus
+	const struct bus_type *bus
 , const char *buf, size_t size)
 { ... }
