# Builds the package in the current folder as `dkms build` does: dkms.conf is a shell file, read where a
# package of dkms lies, and its words are carried out in the order of dkms 3.
# What is asked for is left in .nlmatrix/modules, one path a line, in the order of dkms.conf.
arch=x86_64 folder=$PWD kernel_config=$kernel_source_dir/.config
if [ -e "$kernel_source_dir/include/config/auto.conf" ]; then
    kernel_config=$kernel_source_dir/include/config/auto.conf
fi
dkms_tree=$work/dkms source_tree=$work/src install_tree=/lib/modules parallel_jobs=$(nproc)
nlmatrix_words="PACKAGE_NAME PACKAGE_VERSION MAKE MAKE_MATCH PATCH PATCH_MATCH PRE_BUILD POST_BUILD BUILD_DEPENDS
    BUILT_MODULE_NAME BUILT_MODULE_LOCATION DEST_MODULE_NAME DEST_MODULE_LOCATION OBSOLETE_BY
    BUILD_EXCLUSIVE_KERNEL BUILD_EXCLUSIVE_KERNEL_MIN BUILD_EXCLUSIVE_KERNEL_MAX BUILD_EXCLUSIVE_ARCH
    BUILD_EXCLUSIVE_CONFIG build_exclude"

refuse() {
    echo "ERROR: dkms.conf $1"
    exit 1
}

# In a shell of its own, from the file itself, as some ask where that lies: whatever else the file sets or calls is none of ours. The words come as dkms's `safe_source`
# has them, and are evaluated once more: a line's end in them is a space, and quotes within quotes are gone.
read_conf() {
    (
        if grep -q $'\r' dkms.conf; then
            . <(tr -d '\r' < dkms.conf) > /dev/null 2>&1
        else
            . "$PWD/dkms.conf" > /dev/null 2>&1
        fi
        for word in $nlmatrix_words; do
            for i in $(eval echo "\${!$word[@]}"); do
                eval echo '$word[$i]=\"${'"$word"'[$i]}\"'
            done
        done
    )
}

# --- where the package lies: the real folder is below dkms_tree, unless its project lies around it
eval "$(read_conf)"
if [ -z "$PACKAGE_NAME" ]; then refuse "names no PACKAGE_NAME"; fi
module=$PACKAGE_NAME module_version=${PACKAGE_VERSION//[^A-Za-z0-9.+~_-]/_}
package=$dkms_tree/$module/${module_version:=0}
mkdir -p "$package" "$source_tree"
if [ "${folder%/*}" = "$work" ]; then
    mv "$folder" "$package/build"
    ln -s "$package/build" "$folder"
else
    ln -s "$folder" "$package/build"
fi
ln -s "$package/build" "$package/source"
ln -s "$package/build" "$source_tree/$module-$module_version"
cd "$package/build" || exit 1
unset $nlmatrix_words
eval "$(read_conf)"

# --- is it for this kernel?
exclude() {
    refuse "excludes $kernelver: $1=\"${!1}\"${2:+ ($2)}"
}
in_order() { printf '%s\n' "$@" | sort -V -C; }
has() { grep -q "^$1=[ym]" "$kernel_config"; }
: "${BUILD_EXCLUSIVE_KERNEL_MAX:=$OBSOLETE_BY}"
if [[ ! $kernelver =~ $BUILD_EXCLUSIVE_KERNEL ]]; then exclude BUILD_EXCLUSIVE_KERNEL; fi
if ! in_order "${BUILD_EXCLUSIVE_KERNEL_MIN:-0}" "$kernelver"; then
    exclude BUILD_EXCLUSIVE_KERNEL_MIN
fi
if ! in_order "$kernelver" "${BUILD_EXCLUSIVE_KERNEL_MAX:-$kernelver}"; then
    exclude BUILD_EXCLUSIVE_KERNEL_MAX
fi
if [[ ! $arch =~ $BUILD_EXCLUSIVE_ARCH ]]; then exclude BUILD_EXCLUSIVE_ARCH; fi
for option in $BUILD_EXCLUSIVE_CONFIG; do
    case $option in
        !*) if has "${option#!}"; then exclude BUILD_EXCLUSIVE_CONFIG "${option#!} is set"; fi ;;
        *) if ! has "$option"; then exclude BUILD_EXCLUSIVE_CONFIG "$option is not set"; fi ;;
    esac
done
if [ -n "$build_exclude" ]; then exclude build_exclude; fi
for needed in "${BUILD_DEPENDS[@]}"; do
    refuse "needs $needed, which is not installed: BUILD_DEPENDS=\"${BUILD_DEPENDS[*]}\""
done

# --- patches, scripts, make
run_script() {
    local path=$PWD/$1
    if [ -z "$1" ]; then return; fi
    if [ ! -x "${path%% *}" ]; then
        echo "the script of dkms.conf is not executable, so dkms leaves it out: $1"
        return
    fi
    (eval "$path") || refuse "calls a script that failed with $?: $1"
}
for i in "${!PATCH[@]}"; do
    if [[ ${PATCH[i]} && (-z ${PATCH_MATCH[i]} || $kernelver =~ ${PATCH_MATCH[i]}) ]]; then
        patch -p1 < "patches/${PATCH[i]}" || refuse "has a patch that does not apply: ${PATCH[i]}"
    fi
done
run_script "$PRE_BUILD"

command=
if [ -z "${MAKE_MATCH[0]}" ]; then command=${MAKE[0]}; fi
for i in "${!MAKE[@]}"; do
    if [[ ${MAKE[i]} && ${MAKE_MATCH[i]} && $kernelver =~ ${MAKE_MATCH[i]} ]]; then
        command=${MAKE[i]}
    fi
done
: "${command:=make -C $kernel_source_dir M=$package/build}"
if [ -n "$PRE_BUILD" ]; then echo "dkms: PRE_BUILD is done"; fi
(eval "${command/#make/make -j$parallel_jobs KERNELRELEASE=$kernelver}")
status=$?
if [ $status != 0 ]; then exit $status; fi

# --- what it names, under the names that it wants
built=$package/$kernelver/$arch/module
mkdir -p "$built" .nlmatrix
last=0
for i in "${!BUILT_MODULE_NAME[@]}" "${!BUILT_MODULE_LOCATION[@]}" "${!DEST_MODULE_NAME[@]}" \
    "${!DEST_MODULE_LOCATION[@]}"; do
    if [ "$i" -gt $last ]; then last=$i; fi
done
if [ $last = 0 ]; then : "${BUILT_MODULE_NAME[0]:=$PACKAGE_NAME}"; fi
if [ -f Module.symvers ]; then cp Module.symvers "$built"; fi
for ((i = 0; i <= last; i++)); do
    name=${BUILT_MODULE_NAME[i]} location=${BUILT_MODULE_LOCATION[i]:-.}
    if [ -e "${location%/}/$name.ko" ]; then
        cp "${location%/}/$name.ko" "$built/${DEST_MODULE_NAME[i]:-$name}.ko"
    fi
    echo "$built/${DEST_MODULE_NAME[i]:-$name}.ko"
done > .nlmatrix/modules
run_script "$POST_BUILD"
exit 0
