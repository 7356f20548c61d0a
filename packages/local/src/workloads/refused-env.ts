/**
 * Variables that make a program load or run something, or write somewhere, whatever the program is. Manifests from
 * elsewhere are data: they may set none of them. What a program needs of these stands in its start command, which is its
 * owner's. Sources: sudo's list of bad variables (sudoers(5), "Command environment"; plugins/sudoers/env.c), ld.so(8),
 * and each runtime's documentation of its environment.
 */
const REFUSED: readonly RegExp[] = [
  // Which program a name means, which libraries a program gets, where it looks for its person's files.
  /^(PATH|IFS|CDPATH|GCONV_PATH|LOCPATH|NLSPATH|GLIBC_TUNABLES|MALLOC_TRACE|LIBPATH|SHLIB_PATH)$/,
  /^(LD|_RLD|LDR|DYLD)_/,
  /^(HOME|XDG_.*|TMPDIR|TEMP|TMP)$/,
  // Shells. ENV is read by interactive ones only, and many applications have one of that name.
  /^(BASH_ENV|BASHOPTS|SHELLOPTS|SHELL|PS4|PROMPT_COMMAND|GLOBIGNORE|ZDOTDIR|FPATH|NULLCMD|READNULLCMD|BASH_FUNC_.*)$/,
  // Node.js ("Command-line API"), and what starts it. NODE_ENV and NODE_NAME are data.
  /^NODE_(OPTIONS|PATH|REPL_.*|COMPILE_CACHE.*|V8_COVERAGE|REDIRECT_WARNINGS|EXTRA_CA_CERTS|USE_ENV_PROXY)$/,
  /^(NPM|BUN|DENO|COREPACK|YARN)_/i,
  // Python ("Command line and environment"), without what only changes how it writes and hashes.
  /^PYTHON(?!(UNBUFFERED|DONTWRITEBYTECODE|HASHSEED|UTF8|IOENCODING|FAULTHANDLER|OPTIMIZE)$)/,
  /^(PIP|CONDA|UVICORN|GUNICORN|HYPERCORN)_/,
  /^(UV_(?!THREADPOOL_SIZE$).*|VIRTUAL_ENV|FLASK_APP|DJANGO_SETTINGS_MODULE|CELERY_(APP|LOADER|CONFIG_MODULE))$/,
  // Ruby, Perl, Lua, PHP, R, Julia, Tcl, Erlang.
  /^(RUBYOPT|RUBYLIB|GEM_(HOME|PATH)|BUNDLE_.*|PERL5?(LIB|OPT|DB|SHELL)|PERL5DB_.*|PERLIO.*)$/,
  /^(LUA_(INIT|PATH|CPATH).*|PHPRC|PHP_INI_SCAN_DIR|R_(PROFILE|ENVIRON|LIBS|HOME).*|JULIA_.*|TCLLIBPATH|(ERL|ERLC|ELIXIR)_.*)$/,
  // The JVM ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS") and its scripts; .NET (startup hooks, profilers).
  /^(_JAVA_OPTIONS|J(AVA_TOOL|DK_JAVA)_OPTIONS|(.*_)?JAVA_OPTS|JAVA_HOME|CATALINA_OPTS|CLASSPATH|MAVEN_OPTS|SBT_OPTS)$/,
  /^(DOTNET_(STARTUP_HOOKS|ADDITIONAL_DEPS|SHARED_STORE|ROOT.*|.*PROFILER.*)|CORECLR_.*|COR_.*|COMPLUS_.*|ASPNETCORE_HOSTINGSTARTUPASSEMBLIES)$/i,
  // Programs that others start, and libraries that load more of them.
  /^(GIT_(SSH|EXEC|ASKPASS|EDITOR|PAGER|CONFIG|EXTERNAL|TEMPLATE|PROXY).*|SSH_ASKPASS|EDITOR|VISUAL|PAGER|BROWSER|LESSOPEN|LESSCLOSE)$/,
  /^(OPENSSL_(CONF|ENGINES|MODULES).*|SSLKEYLOGFILE|(GIO|GTK|QT|GST)_.*|ODBC.*|PKCS11_.*|P11_.*)$/,
  // What the lab itself tells an application.
  /^(LAB_.*|(HTTP|HTTPS|ALL|NO)_PROXY)$/i,
];

/** Whether manifests may not set a variable: it could start a program or decide where the process writes. */
export function isRefused(name: string): boolean {
  return REFUSED.some((pattern) => pattern.test(name));
}
