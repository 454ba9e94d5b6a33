"""The fixed words of notice and index page, language by language; those of the errata themselves are `wording`'s.

Names in {braces} are filled in. Keys are the same in every language.
"""

from __future__ import annotations

import re

from overlay.appearance.wording import wording
from overlay.erratum import Style

Words = dict[str, str]

_NAME = re.compile(r"\{(\w+)\}")

ENGLISH: Words = {
    "title": "Errata notice",
    "intro": "{issuer} gives notice of errors in documents released under the reference {reference}. Each is listed below "
    "with what to read instead. Every corrected copy contains its original, unaltered.",
    "documents": "Documents",
    "original": "Original",
    "copy": "Corrected copy",
    "letter": "Covering letter",
    "bytes": "{count} bytes",
    "unchanged": "There are no errata to this document. It is carried unchanged.",
    "advice": "What to do",
    "advice_use": "Use the corrected copy wherever you would have used the original, and pass this notice on to everyone "
    "to whom you gave the original.",
    "advice_read": "Where you have only the original, read it as the tables above say.",
    "advice_check": "To check a file, compute its SHA-256 and compare it with the value given here.",
    "status": "Status",
    "supersedes": "This release replaces the release {reference} of {date}.",
    "manifest": "SHA-256 of its manifest",
    "changes": "What has changed since",
    "no_changes": "Documents and errata are the same as before.",
    "document_added": "{document}: new in this release.",
    "document_removed": "{document}: no longer part of the release.",
    "document_replaced": "{document}: the original is another file than before.",
    "erratum_added": "{document}, erratum {erratum}: new.",
    "erratum_removed": "{document}, erratum {erratum}: no longer listed.",
    "erratum_changed": "{document}, erratum {erratum}: worded differently.",
    "erratum_withdrawn": "{document}, erratum {erratum}: withdrawn.",
    "skip": "Skip to the documents",
    "file": "File",
    "size": "Size",
    "what": "What it is",
    "proof": "Proof",
    "notice": "Errata notice as PDF",
    "log": "Table of errata for spreadsheets (CSV)",
    "data": "Errata for programs (JSON)",
    "also": "Also in this pack",
    "picture": "{what}, page {page}, at the place of: {erratum}",
}
WELSH: Words = {
    "title": "Hysbysiad cywiriadau",
    "intro": "Mae {issuer} yn rhoi hysbysiad o wallau mewn dogfennau a ryddhawyd o dan y cyfeirnod {reference}. Rhestrir pob "
    "un isod gyda’r hyn i’w ddarllen yn ei le. Mae pob copi wedi’i gywiro yn cynnwys y gwreiddiol, heb ei newid.",
    "documents": "Dogfennau",
    "original": "Gwreiddiol",
    "copy": "Copi wedi’i gywiro",
    "letter": "Llythyr eglurhaol",
    "bytes": "beitiau: {count}",
    "unchanged": "Nid oes cywiriadau i’r ddogfen hon. Fe’i cynhwysir heb ei newid.",
    "advice": "Beth i’w wneud",
    "advice_use": "Defnyddiwch y copi wedi’i gywiro yn lle’r gwreiddiol bob tro, a rhowch yr hysbysiad hwn i bawb y "
    "rhoesoch y gwreiddiol iddynt.",
    "advice_read": "Os y gwreiddiol yn unig sydd gennych, darllenwch ef fel y dywed y tablau uchod.",
    "advice_check": "I wirio ffeil, cyfrifwch ei SHA-256 a’i gymharu â’r gwerth a roddir yma.",
    "status": "Statws",
    "supersedes": "Mae’r cyhoeddiad hwn yn disodli’r cyhoeddiad {reference}, {date}.",
    "manifest": "SHA-256 ei faniffest",
    "changes": "Beth sydd wedi newid ers hynny",
    "no_changes": "Mae’r dogfennau a’r cywiriadau yr un fath ag o’r blaen.",
    "document_added": "{document}: newydd yn y cyhoeddiad hwn.",
    "document_removed": "{document}: nid yw’n rhan o’r cyhoeddiad mwyach.",
    "document_replaced": "{document}: mae’r gwreiddiol yn ffeil wahanol i’r un flaenorol.",
    "erratum_added": "{document}, cywiriad {erratum}: newydd.",
    "erratum_removed": "{document}, cywiriad {erratum}: heb ei restru mwyach.",
    "erratum_changed": "{document}, cywiriad {erratum}: geiriad gwahanol.",
    "erratum_withdrawn": "{document}, cywiriad {erratum}: tynnwyd yn ôl.",
    "skip": "Neidio i’r dogfennau",
    "file": "Ffeil",
    "size": "Maint",
    "what": "Beth ydyw",
    "proof": "Prawf",
    "notice": "Hysbysiad cywiriadau fel PDF",
    "log": "Tabl cywiriadau ar gyfer taenlenni (CSV)",
    "data": "Cywiriadau ar gyfer rhaglenni (JSON)",
    "also": "Hefyd yn y pecyn hwn",
    "picture": "{what}, tudalen {page}, yn y man hwn: {erratum}",
}
FRENCH: Words = {
    "title": "Avis d’errata",
    "intro": "{issuer} signale des erreurs dans les documents communiqués sous la référence {reference}. Chacune est "
    "indiquée ci-dessous avec ce qu’il faut lire. Toute copie corrigée contient son original sans modification.",
    "documents": "Documents",
    "original": "Original",
    "copy": "Copie corrigée",
    "letter": "Lettre d’accompagnement",
    "bytes": "{count} octets",
    "unchanged": "Ce document n’a pas d’errata. Il est joint sans modification.",
    "advice": "Que faire",
    "advice_use": "Utilisez la copie corrigée partout où vous auriez utilisé l’original, et transmettez cet avis à toute "
    "personne à qui vous avez remis l’original.",
    "advice_read": "Si vous n’avez que l’original, lisez-le comme l’indiquent les tableaux ci-dessus.",
    "advice_check": "Pour vérifier un fichier, calculez son SHA-256 et comparez-le à la valeur donnée ici.",
    "status": "Statut",
    "supersedes": "Cette version remplace la version {reference} du {date}.",
    "manifest": "SHA-256 de son manifeste",
    "changes": "Ce qui a changé depuis",
    "no_changes": "Les documents et les errata sont les mêmes qu’auparavant.",
    "document_added": "{document}\u00a0: nouveau dans cette version.",
    "document_removed": "{document}\u00a0: ne fait plus partie de la version.",
    "document_replaced": "{document}\u00a0: l’original est un autre fichier qu’auparavant.",
    "erratum_added": "{document}, erratum {erratum}\u00a0: nouveau.",
    "erratum_removed": "{document}, erratum {erratum}\u00a0: ne figure plus.",
    "erratum_changed": "{document}, erratum {erratum}\u00a0: libellé modifié.",
    "erratum_withdrawn": "{document}, erratum {erratum}\u00a0: retiré.",
    "skip": "Aller aux documents",
    "file": "Fichier",
    "size": "Taille",
    "what": "Contenu",
    "proof": "Preuve",
    "notice": "Avis d’errata en PDF",
    "log": "Tableau des errata pour tableur (CSV)",
    "data": "Errata pour programmes (JSON)",
    "also": "Également dans ce dossier",
    "picture": "{what}, page {page}, à l’endroit de\u00a0: {erratum}",
}
GERMAN: Words = {
    "title": "Berichtigungsmitteilung",
    "intro": "{issuer} teilt Fehler in Dokumenten mit, die unter dem Zeichen {reference} herausgegeben wurden. Jeder ist unten "
    "aufgeführt, mit dem, was stattdessen zu lesen ist. Jede berichtigte Kopie enthält das Original unverändert.",
    "documents": "Dokumente",
    "original": "Original",
    "copy": "Berichtigte Kopie",
    "letter": "Anschreiben",
    "bytes": "{count} Bytes",
    "unchanged": "Zu diesem Dokument gibt es keine Errata. Es liegt unverändert bei.",
    "advice": "Was zu tun ist",
    "advice_use": "Verwenden Sie die berichtigte Kopie anstelle des Originals, und geben Sie diese Mitteilung an alle weiter, "
    "denen Sie das Original gegeben haben.",
    "advice_read": "Wo nur das Original vorliegt, lesen Sie es so, wie es die Tabellen oben sagen.",
    "advice_check": "Um eine Datei zu prüfen, berechnen Sie ihren SHA-256 und vergleichen ihn mit dem Wert, der hier steht.",
    "status": "Stand",
    "supersedes": "Diese Ausgabe ersetzt die Ausgabe {reference} vom {date}.",
    "manifest": "SHA-256 ihres Manifests",
    "changes": "Was sich seither geändert hat",
    "no_changes": "Dokumente und Errata sind dieselben wie zuvor.",
    "document_added": "{document}: neu in dieser Ausgabe.",
    "document_removed": "{document}: nicht mehr Teil der Ausgabe.",
    "document_replaced": "{document}: Das Original ist eine andere Datei als zuvor.",
    "erratum_added": "{document}, Erratum {erratum}: neu.",
    "erratum_removed": "{document}, Erratum {erratum}: nicht mehr aufgeführt.",
    "erratum_changed": "{document}, Erratum {erratum}: anders gefasst.",
    "erratum_withdrawn": "{document}, Erratum {erratum}: zurückgezogen.",
    "skip": "Zu den Dokumenten",
    "file": "Datei",
    "size": "Größe",
    "what": "Inhalt",
    "proof": "Nachweis",
    "notice": "Berichtigungsmitteilung als PDF",
    "log": "Tabelle der Errata für Tabellenkalkulationen (CSV)",
    "data": "Errata für Programme (JSON)",
    "also": "Außerdem in diesem Paket",
    "picture": "{what}, Seite {page}, an der Stelle von: {erratum}",
}
SPANISH: Words = {
    "title": "Aviso de erratas",
    "intro": "{issuer} da aviso de errores en documentos entregados con la referencia {reference}. Cada uno figura abajo con "
    "lo que debe leerse. Toda copia corregida contiene su original sin modificar.",
    "documents": "Documentos",
    "original": "Original",
    "copy": "Copia corregida",
    "letter": "Carta adjunta",
    "bytes": "{count} bytes",
    "unchanged": "Este documento no tiene erratas. Se incluye sin cambios.",
    "advice": "Qué hacer",
    "advice_use": "Use la copia corregida en lugar del original y haga llegar este aviso a todas las personas a las que "
    "entregó el original.",
    "advice_read": "Si solo tiene el original, léalo como indican las tablas anteriores.",
    "advice_check": "Para comprobar un archivo, calcule su SHA-256 y compárelo con el valor que figura aquí.",
    "status": "Estado",
    "supersedes": "Esta versión sustituye a la versión {reference} de {date}.",
    "manifest": "SHA-256 de su manifiesto",
    "changes": "Qué ha cambiado desde entonces",
    "no_changes": "Los documentos y las erratas son los mismos que antes.",
    "document_added": "{document}: nuevo en esta versión.",
    "document_removed": "{document}: ya no forma parte de la versión.",
    "document_replaced": "{document}: el original es otro archivo que antes.",
    "erratum_added": "{document}, errata {erratum}: nueva.",
    "erratum_removed": "{document}, errata {erratum}: ya no figura.",
    "erratum_changed": "{document}, errata {erratum}: redactada de otro modo.",
    "erratum_withdrawn": "{document}, errata {erratum}: retirada.",
    "skip": "Ir a los documentos",
    "file": "Archivo",
    "size": "Tamaño",
    "what": "Contenido",
    "proof": "Prueba",
    "notice": "Aviso de erratas en PDF",
    "log": "Tabla de erratas para hojas de cálculo (CSV)",
    "data": "Erratas para programas (JSON)",
    "also": "También en este paquete",
    "picture": "{what}, página {page}, en el lugar de: {erratum}",
}
LANGUAGES: dict[str, Words] = {"en": ENGLISH, "cy": WELSH, "fr": FRENCH, "de": GERMAN, "es": SPANISH}


def say(style: Style, name: str, **parts: str) -> str:
    """The fixed words `name` in the style's language, with `parts` put in; what is put in is never read as a template."""
    template = LANGUAGES[wording(style).language][name]
    return _NAME.sub(lambda found: parts[found[1]], template)
