# shellcheck shell=bash disable=SC2034
# The one list of Debian packages (sourced by lib.sh). Python libraries are in requirements.lock.

# WeasyPrint's text engine and the fonts official letters need for names in any script; time zones.
PACKAGES_SERVER=(
    libpango-1.0-0
    libpangoft2-1.0-0
    libharfbuzz-subset0
    fonts-noto-core
    fonts-noto-cjk
    fonts-noto-color-emoji
    tzdata
)
# The browser and what drives it, the PDF readers, the virus scanner, the IMAP server and the reverse proxy of the tests.
PACKAGES_TEST=(
    chromium-headless-shell
    nodejs
    poppler-utils
    qpdf
    clamav-daemon
    dovecot-imapd
    nginx-light
    openssl
    unzip
)
# The reader of our shell scripts.
PACKAGES_CHECK=(
    shellcheck
)
# The load generator of the benchmarks.
PACKAGES_BENCH=(
    wrk
)
