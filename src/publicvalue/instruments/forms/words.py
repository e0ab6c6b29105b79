"""Words of a form that belong to no question, in every language."""

from __future__ import annotations

from collections.abc import Mapping

from publicvalue.framework.questions.model import Texts

WORDS: Mapping[str, Texts] = {
    "best": {"en": "Matters most", "es": "Lo que más importa", "fr": "Compte le plus", "nl": "Het belangrijkst"},
    "worst": {
        "en": "Matters least",
        "es": "Lo que menos importa",
        "fr": "Compte le moins",
        "nl": "Het minst belangrijk",
    },
    "task": {
        "en": "Choice {n} of {of}",
        "es": "Elección {n} de {of}",
        "fr": "Choix {n} sur {of}",
        "nl": "Keuze {n} van {of}",
    },
    "not_the_same": {
        "en": "Choose two different ones.",
        "es": "Elija dos distintos.",
        "fr": "Choisissez-en deux différents.",
        "nl": "Kies twee verschillende.",
    },
    "total": {
        "en": "The points must add up to {total}.",
        "es": "Los puntos deben sumar {total}.",
        "fr": "La somme des points doit être {total}.",
        "nl": "De punten moeten samen {total} zijn.",
    },
    "between": {
        "en": "A number from {low} to {high}.",
        "es": "Un número de {low} a {high}.",
        "fr": "Un nombre de {low} à {high}.",
        "nl": "Een getal van {low} tot en met {high}.",
    },
    "at_least": {"en": "At least {low}.", "es": "Al menos {low}.", "fr": "Au moins {low}.", "nl": "Minstens {low}."},
    "at_most": {
        "en": "At most {high}.",
        "es": "Como máximo {high}.",
        "fr": "Au plus {high}.",
        "nl": "Hoogstens {high}.",
    },
    "most": {
        "en": "Choose at most {most}.",
        "es": "Elija como máximo {most}.",
        "fr": "Choisissez-en au plus {most}.",
        "nl": "Kies er hoogstens {most}.",
    },
    "yes": {"en": "Yes", "es": "Sí", "fr": "Oui", "nl": "Ja"},
    "no": {"en": "No", "es": "No", "fr": "Non", "nl": "Nee"},
    "instructions": {
        "en": "How to fill in this workbook",
        "es": "Cómo rellenar este libro",
        "fr": "Comment remplir ce classeur",
        "nl": "Hoe vult u deze werkmap in",
    },
    "step_rows": {
        "en": "Write on the sheet 'answers', one row for each person, from row 3 on. Rows 1 and 2 are locked.",
        "es": "Escriba en la hoja 'answers', una fila por persona, desde la fila 3. Las filas 1 y 2 están bloqueadas.",
        "fr": "Écrivez sur 'answers', une ligne par personne, dès la ligne 3. Les deux autres sont bloquées.",
        "nl": "Schrijf op het blad 'answers', één rij per persoon, vanaf rij 3. De rijen 1 en 2 zijn vergrendeld.",
    },
    "step_lists": {
        "en": "Where a cell offers a list, choose from it. Leave it empty when there is no answer; write no zero.",
        "es": "Si la celda ofrece una lista, elija de ella. Sin respuesta, déjela vacía; no escriba cero.",
        "fr": "Si une cellule propose une liste, choisissez-y. Sans réponse, laissez-la vide ; n'écrivez pas zéro.",
        "nl": "Biedt een cel een lijst, kies daaruit. Laat de cel leeg als er geen antwoord is; schrijf geen nul.",
    },
    "step_names": {
        "en": "Write no names, addresses or telephone numbers anywhere.",
        "es": "No escriba nombres, direcciones ni teléfonos en ningún lugar.",
        "fr": "N'écrivez nulle part de noms, d'adresses ou de numéros de téléphone.",
        "nl": "Schrijf nergens namen, adressen of telefoonnummers.",
    },
    "step_skip": {
        "en": "The sheet 'questions' says when a question is asked. Leave the others empty.",
        "es": "La hoja 'questions' dice cuándo se hace cada pregunta. Deje vacías las demás.",
        "fr": "La feuille 'questions' dit quand une question est posée. Laissez les autres vides.",
        "nl": "Het blad 'questions' zegt wanneer een vraag wordt gesteld. Laat de andere leeg.",
    },
    "step_back": {
        "en": "Send the workbook back as it is. It is read with: publicvalue answers read",
        "es": "Devuelva el libro tal cual. Se lee con: publicvalue answers read",
        "fr": "Renvoyez le classeur tel quel. Il est lu avec : publicvalue answers read",
        "nl": "Stuur de werkmap terug zoals hij is. Hij wordt gelezen met: publicvalue answers read",
    },
}


def word(name: str, **values: object) -> dict[str, str]:
    """Return a word in every language, with its values filled in."""
    return {language: text.format(**values) for language, text in WORDS[name].items()}
